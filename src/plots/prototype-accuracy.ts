import type { Series } from '../base/series.ts';
import { curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { seriesLine, stepAxis } from './step-axis.ts';

export interface PrototypeAccuracyData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Accuracy of majority-label prototypes on training images, 0..1, by step. */
    readonly prototypeAccuracy: Series;
  }[];
  readonly steps?: number | undefined;
}

/** How well each prototype's majority label names the images assigned to it, against the training step. */
export function prototypeAccuracy({ lanes, steps }: PrototypeAccuracyData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return curves(
    {
      name: 'Prototype accuracy',
      x: stepAxis(
        lanes.map((l) => l.prototypeAccuracy),
        steps,
      ),
      y: { label: 'Prototype accuracy (% of images)', domain: [0, 1], percent: true },
      lines: lanes.map((l) => seriesLine(l.lane, all, l.prototypeAccuracy)),
      points: true,
      empty: 'Points appear at each evaluation.',
    },
    options,
  );
}
