import type { AppState } from './app-state.ts';
import { type LaneState, latestOf, shownConfig } from './lane-state.ts';

/** Length of the step axis: the longest lane's, or a longer ghost's. */
export function runSteps({ lanes, ghosts = [] }: Pick<AppState, 'lanes' | 'ghosts'>): number {
  return Math.max(...lanes.map(stepsOf), ...ghosts.map(({ run }) => run.step));
}

const stepsOf = (lane: LaneState): number =>
  latestOf(lane.run)?.steps ?? Number(shownConfig(lane)?.['steps'] ?? 1);
