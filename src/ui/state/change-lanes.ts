import type { RunConfig } from '../../base/config.ts';
import type { AppState, Effect, Outcome } from './app-state.ts';
import { MOST_LANES } from './lane-limits.ts';
import { type LaneOutcome, quiet } from './lane-run.ts';
import { active, type LaneState, newLane } from './lane-state.ts';

/** Changes every lane, and collects their effects. */
export function everyLane(state: AppState, change: (lane: LaneState, i: number) => LaneOutcome): Outcome {
  const outcomes = state.lanes.map(change);
  const effects = outcomes.flatMap(({ lane, commands, open, ended }): Effect[] => [
    ...(ended ? [{ lane: ended, do: 'keepRun' as const, page: withLane(state, ended) }] : []),
    ...(open ? [{ lane: lane.id, do: 'open' as const }] : []),
    ...commands.map((command) => ({ lane: lane.id, do: 'send' as const, command })),
  ]);
  const begun = outcomes.flatMap((outcome) => (outcome.begun ? [outcome.lane.id] : []));
  if (begun.length > 0) effects.push({ lanes: begun, do: 'noteStart', beside: state.lanes.some(active) });
  const same = outcomes.every(({ lane }, i) => lane === state.lanes[i]);
  return { state: same ? state : { ...state, lanes: outcomes.map(({ lane }) => lane) }, effects };
}

const withLane = (state: AppState, lane: LaneState): AppState => ({
  ...state,
  lanes: state.lanes.map((each) => (each.id === lane.id ? lane : each)),
});

/** Changes the lane with this id. */
export const oneLane = (state: AppState, id: number, change: (lane: LaneState) => LaneOutcome): Outcome =>
  everyLane(state, (lane) => (lane.id === id ? change(lane) : quiet(lane)));

/** Adds a lane for each config, up to MOST_LANES. */
export function addLanes(state: AppState, configs: readonly RunConfig[]): Outcome {
  const added = configs
    .slice(0, MOST_LANES - state.lanes.length)
    .map((config, i) => ({ ...newLane(state.opened + 1 + i), config }));
  if (added.length === 0) return { state, effects: [] };
  return {
    state: { ...state, lanes: [...state.lanes, ...added], opened: state.opened + added.length },
    effects: added.map(({ id }) => ({ lane: id, do: 'open' })),
  };
}

/** Removes all lanes but these. An empty list removes none: one lane always stays. */
export function keepLanes(state: AppState, lanes: readonly LaneState[]): Outcome {
  if (lanes.length === 0 || lanes.length === state.lanes.length) return { state, effects: [] };
  const gone = state.lanes.filter((lane) => !lanes.includes(lane));
  const effects = gone.flatMap((lane): Effect[] => [
    ...(active(lane) ? [{ lane, do: 'keepRun' as const, page: state }] : []),
    { lane: lane.id, do: 'close' },
  ]);
  return { state: { ...state, lanes }, effects };
}

/** Moves the entry at `from` to `to`. Returns the list itself if either is out of range. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length || from === to) return list;
  const others = list.filter((_, i) => i !== from);
  return [...others.slice(0, to), entry, ...others.slice(to)];
}
