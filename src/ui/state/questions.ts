import type { Question } from '../../base/messages.ts';
import { NO_ANSWERS } from './answers.ts';
import type { AppState, Outcome } from './app-state.ts';
import { active, type LaneState, latestOf } from './lane-state.ts';

/** True while a worker can answer questions about the lane's prototypes. */
export const holds = (lane: LaneState): boolean =>
  (active(lane) || lane.phase === 'done') && latestOf(lane.run) !== undefined && !lane.run.inside?.gone;

/** Asks the opened lane for the next unknown fact about its last report, one question at a time. */
export function withQuestion({ state, effects }: Outcome): Outcome {
  const { openPrototypes } = state;
  const lane = state.lanes.find(({ id }) => id === openPrototypes?.lane);
  const asked = openPrototypes && lane && question(lane, openPrototypes.prototype);
  if (!asked) return { state, effects };
  const inside = { ...(lane.run.inside ?? NO_ANSWERS), asked };
  const asking: LaneState = { ...lane, run: { ...lane.run, inside } };
  const lanes = state.lanes.map((each) => (each === lane ? asking : each));
  return { state: { ...state, lanes }, effects: [...effects, { lane: lane.id, do: 'send', command: asked }] };
}

function question(lane: LaneState, prototype: number | undefined): Question | undefined {
  const { inside = NO_ANSWERS } = lane.run;
  const latest = latestOf(lane.run);
  if (!latest || !holds(lane) || inside.asked) return undefined;
  if (inside.inspections.at(-1)?.step !== latest.step) return { type: 'inspect' };
  if (prototype === undefined) return undefined;
  const known = inside.portrait?.prototype === prototype ? inside.portrait : undefined;
  // a portrait takes as long as many steps, so a training lane makes it once
  const stale = !known || (known.step !== latest.step && lane.phase !== 'running');
  return stale ? { type: 'portray', prototype } : undefined;
}

/** Opens a lane's prototypes, or without a lane closes them. The picked prototype stays. */
export function lookingInto(state: AppState, lane: number | undefined): AppState {
  const { openPrototypes, ...rest } = state;
  if (lane === undefined) return openPrototypes ? rest : state;
  return { ...rest, openPrototypes: { ...openPrototypes, lane } };
}
