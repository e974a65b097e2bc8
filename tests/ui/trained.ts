import { expect } from 'vitest';
import type { Action, AppState } from '../../src/ui/state/app-state.ts';
import { reportsOf } from '../../src/ui/state/lane-state.ts';
import { reduce } from '../../src/ui/state/reduce.ts';
import type { Store } from '../../src/ui/state/store.ts';
import { type PlayedLane, playedStore } from './played-lane.ts';

/** Two lanes that trained for 20 steps. */
export const trained = (): AppState => trainedStore().state();

/** The store of two lanes that trained for 20 steps. */
export function trainedStore(): Store {
  const { store, opened } = playedStore(2);
  for (const lane of opened) lane.ready();
  store.dispatch({ type: 'turn', lane: 'all', values: { steps: 20 } });
  store.dispatch({ type: 'start' });
  const work = (lane: PlayedLane) => lane.work();
  for (let i = 0; i < 200; i++) {
    opened.map(work);
    const reports = reportsOf(store.state().lanes);
    store.dispatch({ type: 'drawn', reports });
  }
  expect(store.state().lanes.map(({ phase }) => phase)).toEqual(['done', 'done']);
  return store;
}

/** The page after these actions, one by one. */
export const pageAfter = (state: AppState, ...actions: readonly Action[]): AppState =>
  actions.reduce((now, action) => reduce(now, action).state, state);
