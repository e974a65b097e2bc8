import type { LaneRun } from './lane-state.ts';

/** A run kept from before, drawn behind the lanes to compare them with. */
export interface Ghost {
  readonly id: string;
  /** Name of its line, such as "CARP · joint, seed 2". */
  readonly label: string;
  readonly run: LaneRun;
}
