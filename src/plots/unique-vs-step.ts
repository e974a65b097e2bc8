import type { Series } from '../base/series.ts';
import { curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { laneReferences } from './lane-references.ts';
import { seriesLine, stepAxis } from './step-axis.ts';

export interface UniqueVsStepData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Unique share at `epsilon`, 0..1 of K, by step. */
    readonly unique: Series;
    /** The same share for K random directions in D dimensions. */
    readonly random?: number | undefined;
  }[];
  readonly epsilon: number;
  /** Length of the run: the end of the x axis. */
  readonly steps?: number | undefined;
  readonly logX?: boolean | undefined;
}

/** Unique prototypes (% of K) at one ε against the training step, with the random baseline. */
export function uniqueVsStep({ lanes, epsilon, steps, logX }: UniqueVsStepData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return curves(
    {
      name: `Unique prototypes at ε ${epsilon}`,
      x: stepAxis(
        lanes.map((l) => l.unique),
        steps,
        logX,
      ),
      y: { label: `Unique prototypes at ε ${epsilon} (% of K)`, domain: [0, 1], percent: true },
      lines: lanes.map(({ lane, unique }) => seriesLine(lane, all, unique)),
      references: laneReferences(
        lanes.map(({ lane, random }) => ({ lane, value: random })),
        'random directions',
      ),
    },
    options,
  );
}
