import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface UsageData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Prototypes that won a teacher argmax in the last window, 0..1 of K, by step. */
    readonly used: Series;
    /** exp(entropy) of the running mean assignment, 0..1 of K, by step: the thinner line. */
    readonly perplexity: Series;
  }[];
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** How many prototypes take part: used ones bold, assignment perplexity thin, both in % of K. */
export function usage({ lanes, steps, view = PLAIN_VIEW }: UsageData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return stepCurves(
    {
      name: 'Usage',
      steps,
      view,
      y: shareAxis('Used (bold) and perplexity', '% of K', view, [0, 1]),
      lines: lanes.flatMap(({ lane, used, perplexity }) => [
        seriesLine(lane, all, used, { label: `${lane.label}, used`, short: lane.label }),
        seriesLine(lane, all, perplexity, {
          label: `${lane.label}, perplexity`,
          short: 'perplexity',
          faint: true,
        }),
      ]),
    },
    options,
  );
}
