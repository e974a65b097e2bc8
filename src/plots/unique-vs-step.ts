import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { laneReferences } from './marks/lane-references.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

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
  readonly view?: CurveView | undefined;
}

/** Unique prototypes (% of K) at one ε against the training step, with the random baseline. */
export function uniqueVsStep(
  { lanes, epsilon, steps, view = PLAIN_VIEW }: UniqueVsStepData,
  options: PlotOptions,
): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: `Unique prototypes at ε ${epsilon}`,
      steps,
      view,
      y: shareAxis(`Unique prototypes at ε ${epsilon}`, '% of K', view, [0, 1]),
      lines: lanes.map(({ lane, unique }) => seriesLine(lane, all, unique)),
      references: laneReferences(
        lanes.map(({ lane, random }) => ({ lane, value: random })),
        'random directions',
      ),
    },
    options,
  );
}
