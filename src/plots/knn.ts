import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { laneReferences } from './marks/lane-references.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface KnnData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Weighted k-NN accuracy on frozen encoder features, 0..1, by step. */
    readonly knn: Series;
    /** The same for the encoder before training. */
    readonly randomInit?: number | undefined;
    /** The same on raw pixels. */
    readonly rawPixels?: number | undefined;
  }[];
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** k-NN accuracy (k = 20, T = 0.07) at each evaluation, between its two baselines. */
export function knn({ lanes, steps, view = PLAIN_VIEW }: KnnData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: 'k-NN accuracy',
      steps,
      view,
      y: shareAxis('k-NN accuracy', '%', view),
      lines: lanes.map((l) => seriesLine(l.lane, all, l.knn)),
      references: [
        ...laneReferences(
          lanes.map(({ lane, randomInit }) => ({ lane, value: randomInit })),
          'random-init encoder',
        ),
        ...laneReferences(
          lanes.map(({ lane, rawPixels }) => ({ lane, value: rawPixels })),
          'raw pixels',
        ),
      ],
      points: true,
      empty: 'Points appear at each evaluation.',
    },
    options,
  );
}
