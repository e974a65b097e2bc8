import type { AppState } from './app-state.ts';
import { active, type LaneState, latestOf } from './lane-state.ts';
import { canStart } from './reduce.ts';

/** Actions of the run's buttons and keys. */
export type RunAction = 'Start' | 'Pause' | 'Resume' | 'Step' | 'Reset' | 'New seed';

/** Tells for each action whether it would do something now. */
export function ableActions(state: AppState): Readonly<Record<RunAction, boolean>> {
  const busy = state.lanes.some(active);
  const steps = stepping(state);
  return {
    Start: canStart(state),
    Pause: state.intent === 'run' && (busy || state.lanes.some(({ startWaits }) => startWaits)),
    // a lane that paused itself (NaN) can be resumed while the others run
    Resume: busy && !steps && (state.intent === 'pause' || state.lanes.some(halted)),
    Step: !steps && (state.intent === 'pause' ? busy : canStart(state)),
    Reset: state.lanes.some((lane) => latestOf(lane.run) || active(lane) || lane.phase === 'failed'),
    'New seed': state.catalogue !== undefined && !state.lesson?.lock.has('seed'),
  };
}

/** Start, Pause or Resume: the one that the main button and Space perform now. */
export function primaryAction(state: AppState): 'Start' | 'Pause' | 'Resume' {
  const able = ableActions(state);
  // a single step leaves the button as it is, though nothing can be resumed before it is done
  const stands = state.intent === 'pause' && state.lanes.some(active);
  return able.Pause ? 'Pause' : able.Resume || stands ? 'Resume' : 'Start';
}

/** True while a single step is on its way. */
const stepping = (state: AppState): boolean => state.lanes.some((lane) => lane.stepping || lane.stepWaits);

const halted = (lane: LaneState) => lane.phase === 'paused' && lane.trouble !== undefined;
