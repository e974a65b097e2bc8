import { type LaneRun, type LaneState, latestOf } from './lane-state.ts';

/** A run kept from before, drawn behind the lanes to compare them with. */
export interface Ghost {
  readonly id: string;
  /** Name that a person or the page gave it. Without one its settings name it. */
  readonly name?: string;
  readonly run: LaneRun;
}

/** The ghosts of a page, and its lanes. */
interface GhostsOfPage {
  readonly lanes: readonly LaneState[];
  readonly ghosts?: readonly Ghost[];
  readonly example?: readonly Ghost[];
}

const NONE: readonly Ghost[] = [];

/** The runs to draw behind the lanes: those that are pinned, and the example until a lane has a report of its own. */
export function shownGhosts({ ghosts = NONE, example = NONE, lanes }: GhostsOfPage): readonly Ghost[] {
  const stands = example.length > 0 && lanes.every(({ run }) => !latestOf(run));
  return stands ? [...ghosts, ...example] : ghosts;
}
