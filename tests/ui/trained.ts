import { expect } from 'vitest';
import type { Action, AppState } from '../../src/ui/state/app-state.ts';
import { reportsOf } from '../../src/ui/state/lane-state.ts';
import { initial, reduce } from '../../src/ui/state/reduce.ts';
import type { Store } from '../../src/ui/state/store.ts';
import { measureAt, type PlayedLane, playedStore } from './played-lane.ts';
import { SMALL } from './small-catalogue.ts';

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

/** A page whose lanes have three reports each. */
export function reported(count = 2): AppState {
  let state = initial(count, 'cpu');
  const ids = state.lanes.map((lane) => lane.id);
  const hear = (lane: number, report: Parameters<typeof reduce>[1] & { type: 'report' }) => {
    state = reduce(state, report).state;
    return lane;
  };
  for (const lane of ids)
    hear(lane, { type: 'report', lane, report: { type: 'ready', catalogue: SMALL, version: '1.2.3' } });
  state = reduce(state, { type: 'start' }).state;
  for (const lane of ids) {
    const config = state.lanes[lane - 1].config ?? {};
    const backend = { name: 'cpu', adapter: 'none', software: false, reason: 'asked' } as const;
    hear(lane, { type: 'report', lane, report: { type: 'device', backend } });
    hear(lane, { type: 'report', lane, report: { type: 'started', config, parameters: 1 } });
    for (const report of [0, 1, 2])
      hear(lane, { type: 'report', lane, report: measureAt(report, report * 5, 500) });
  }
  return state;
}

/** The page after these actions, one by one. */
export const pageAfter = (state: AppState, ...actions: readonly Action[]): AppState =>
  actions.reduce((now, action) => reduce(now, action).state, state);
