import type { LaneRun } from './lane-state.ts';

/** A run kept from before, drawn behind the lanes to compare them with. */
export interface Ghost {
  readonly id: string;
  /** Name that a person or the page gave it. Without one its settings name it. */
  readonly name?: string;
  readonly run: LaneRun;
}
