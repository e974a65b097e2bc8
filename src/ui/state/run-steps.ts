import type { AppState } from './app-state.ts';
import { shownGhosts } from './ghost.ts';
import { type LaneState, latestOf, shownConfig } from './lane-state.ts';

/** Length of the step axis: the longest lane's, or a longer ghost's. */
export function runSteps(state: Pick<AppState, 'lanes' | 'ghosts' | 'logs' | 'linked' | 'example'>): number {
  return Math.max(...state.lanes.map(stepsOf), ...shownGhosts(state).map(({ run }) => run.step));
}

const stepsOf = (lane: LaneState): number =>
  latestOf(lane.run)?.steps ?? Number(shownConfig(lane)?.['steps'] ?? 1);
