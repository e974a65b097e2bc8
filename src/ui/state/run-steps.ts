import type { AppState } from './app-state.ts';
import { type LaneState, latestOf, shownConfig } from './lane-state.ts';

/** Steps that the curves span: those of the longest lane, or of a ghost that went further. */
export function runSteps({ lanes, ghosts = [] }: Pick<AppState, 'lanes' | 'ghosts'>): number {
  return Math.max(...lanes.map(stepsOf), ...ghosts.map(({ run }) => run.step));
}

const stepsOf = (lane: LaneState): number =>
  latestOf(lane.run)?.steps ?? Number(shownConfig(lane)?.['steps'] ?? 1);
