import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface PrototypeAccuracyData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Accuracy of majority-label prototypes on training images, 0..1, by step. */
    readonly prototypeAccuracy: Series;
  }[];
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** How well each prototype's majority label names the images assigned to it, against the training step. */
export function prototypeAccuracy(
  { lanes, steps, view = PLAIN_VIEW }: PrototypeAccuracyData,
  options: PlotOptions,
): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: 'Prototype accuracy',
      steps,
      view,
      y: shareAxis('Prototype accuracy', '% of images', view, [0, 1]),
      lines: lanes.map((l) => seriesLine(l.lane, all, l.prototypeAccuracy)),
      points: true,
      empty: 'Points appear at each evaluation.',
    },
    options,
  );
}
