import type { Series } from '../base/series.ts';
import { curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { seriesLine, stepAxis } from './step-axis.ts';

export interface UsedAndUniqueData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Unique prototypes among the used ones at `epsilon`, 0..1 of K, by step. */
    readonly usedAndUnique: Series;
  }[];
  readonly epsilon: number;
  readonly steps?: number | undefined;
}

/** Unique prototypes among those that won an argmax in the last window, over K: the honest partner of the
 *  unique share, which untouched prototypes hold at 100 %. */
export function usedAndUnique({ lanes, epsilon, steps }: UsedAndUniqueData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return curves(
    {
      name: `Used and unique prototypes at ε ${epsilon}`,
      x: stepAxis(
        lanes.map((l) => l.usedAndUnique),
        steps,
      ),
      y: { label: `Used and unique at ε ${epsilon} (% of K)`, domain: [0, 1], percent: true },
      lines: lanes.map((l) => seriesLine(l.lane, all, l.usedAndUnique)),
    },
    options,
  );
}
