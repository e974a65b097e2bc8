import { OPENING_PRESET } from '../../setup/presets.ts';
import type { AppState } from '../../state/app-state.ts';
import { active } from '../../state/lane-state.ts';

// Apart from the tour's texts, because the page asks before these are loaded.

/** True if no lane trains or is about to. */
export const settled = ({ lanes }: AppState): boolean =>
  lanes.every((lane) => !active(lane) && !lane.startWaits);

/** True if no lane has a run, so that the example takes nobody's place. */
export const vacant = (state: AppState): boolean =>
  settled(state) && state.lanes.every(({ run }) => !run.config);

export const showsExample = ({ lanes }: AppState): boolean =>
  lanes.some(({ run }) => run.example === OPENING_PRESET);
