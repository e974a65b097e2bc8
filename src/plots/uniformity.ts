import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { laneReferences } from './marks/lane-references.ts';
import { type CurveView, PLAIN_VIEW, seriesLine } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface UniformityData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Uniformity at t = 2, by step; lower is more even. */
    readonly uniformity: Series;
    /** The value for K random directions in D dimensions. */
    readonly isotropic?: number | undefined;
  }[];
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** Uniformity of the prototypes (Wang and Isola 2020, t = 2) against the training step, with the value of
 *  isotropic random directions. Fully collapsed prototypes reach 0. Values are negative: there is no log of them. */
export function uniformity({ lanes, steps, view = PLAIN_VIEW }: UniformityData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: 'Uniformity',
      steps,
      view,
      y: { label: 'Uniformity, t = 2 (0: collapsed)', domain: [-4.2, 0] },
      lines: lanes.map((l) => seriesLine(l.lane, all, l.uniformity)),
      references: laneReferences(
        lanes.map(({ lane, isotropic }) => ({ lane, value: isotropic })),
        'isotropic',
      ),
    },
    options,
  );
}
