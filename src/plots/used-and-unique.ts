import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface UsedAndUniqueData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Unique prototypes among the used ones at `epsilon`, 0..1 of K, by step. */
    readonly usedAndUnique: Series;
  }[];
  readonly epsilon: number;
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** Unique prototypes among those that won an argmax in the last window, over K: the honest partner of the
 *  unique share, which untouched prototypes hold at 100 %. */
export function usedAndUnique(
  { lanes, epsilon, steps, view = PLAIN_VIEW }: UsedAndUniqueData,
  options: PlotOptions,
): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: `Used and unique prototypes at ε ${epsilon}`,
      steps,
      view,
      y: shareAxis(`Used and unique at ε ${epsilon}`, '% of K', view, [0, 1]),
      lines: lanes.map((l) => seriesLine(l.lane, all, l.usedAndUnique)),
    },
    options,
  );
}
