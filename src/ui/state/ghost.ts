import { type LaneRun, type LaneState, latestOf } from './lane-state.ts';
import type { SeedSpread } from './seeds/band.ts';

/** A run kept from before, drawn behind the lanes to compare them with. */
export interface Ghost {
  readonly id: string;
  /** Name that a person or the page gave it. Without one its settings name it. */
  readonly name?: string;
  readonly run: LaneRun;
  /** For a run that is the mean of several: their seeds, and the lowest and highest of their numbers. */
  readonly spread?: SeedSpread;
  /** For a log of training elsewhere: what it was read from, in words. */
  readonly log?: string;
}

/** The ghosts of a page, and its lanes. */
interface GhostsOfPage {
  readonly lanes: readonly LaneState[];
  readonly ghosts?: readonly Ghost[];
  readonly logs?: readonly Ghost[];
  readonly linked?: readonly Ghost[];
  readonly example?: readonly Ghost[];
}

const NONE: readonly Ghost[] = [];

/** The runs to draw behind the lanes: those that are pinned, those of logs and of a link, and the example until a lane has a report. */
export function shownGhosts(page: GhostsOfPage): readonly Ghost[] {
  const { ghosts = NONE, logs = NONE, linked = NONE, example = NONE, lanes } = page;
  const empty = lanes.every(({ run }) => !latestOf(run));
  const stands = linked.length === 0 && empty ? example : NONE;
  const others = [...logs, ...linked, ...stands];
  return others.length === 0 ? ghosts : [...ghosts, ...others];
}
