import type { Catalogue } from '../../base/catalogue.ts';
import type { Draw } from '../figures/panels.ts';
import type { Caption } from '../figures/plot-file.ts';
import type { LaneRun, LaneState } from '../state/lane-state.ts';

/** Lanes beside each other, as rows of a table, or stacked on a narrow screen. */
export type LaneShape = 'columns' | 'rows' | 'stack';

/** One lane as its card and the parts of it show it. */
export interface LaneCardProps {
  readonly lane: LaneState;
  /** Its run at the step that the time machine shows. */
  readonly shown: LaneRun;
  /** That step; undefined while the page follows the latest. */
  readonly at: number | undefined;
  /** Its number among the lanes, from 1. */
  readonly number: number;
  /** Its name, which distinguishes it from the other lanes. */
  readonly title: string;
  readonly shape: LaneShape;
  readonly catalogue: Catalogue | undefined;
  readonly epsilon: number;
  readonly stroke: { readonly color: string; readonly dash: string };
  readonly ring: Draw;
  /** Absent where a lane has no room for its angles. */
  readonly angles: Draw | undefined;
  readonly caption: Caption;
  /** The lane that this one waits for in lockstep, if any. */
  readonly waitsFor: number | undefined;
  /** True when the other lanes run and this one joins at the next start. */
  readonly joins: boolean;
  /** Its differences from the first lane. Empty for the first. */
  readonly changes: readonly string[];
  /** Number of lanes. */
  readonly lanes: number;
  /** True when the lane has a seed of its own. */
  readonly ownSeed: boolean;
}
