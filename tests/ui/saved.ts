import type { RunLane } from '../../src/export/run-json.ts';
import type { AppState } from '../../src/ui/state/app-state.ts';
import { savedLanes } from '../../src/ui/state/saved-lane.ts';
import { laneLabels } from '../../src/ui/words/lane-names.ts';

/** Every lane of a page as the page itself saves it. */
export const saved = (state: AppState): RunLane[] => savedLanes(state.lanes, laneLabels(state));
