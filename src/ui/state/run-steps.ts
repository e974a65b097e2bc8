import type { AppState } from './app-state.ts';
import { type LaneState, latestOf } from './lane-state.ts';

/** Steps that the curves span: those of the longest lane, or of a ghost that went further. */
export function runSteps({ lanes, ghosts = [] }: Pick<AppState, 'lanes' | 'ghosts'>): number {
  return Math.max(...lanes.map(stepsOf), ...ghosts.map(({ run }) => run.step));
}

const stepsOf = ({ run, config }: LaneState): number =>
  latestOf(run)?.steps ?? Number((run.config ?? config)?.['steps'] ?? 1);
