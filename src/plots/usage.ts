import type { Series } from '../base/series.ts';
import { curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { seriesLine, stepAxis } from './step-axis.ts';

export interface UsageData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    /** Prototypes that won a teacher argmax in the last window, 0..1 of K, by step. */
    readonly used: Series;
    /** exp(entropy) of the running mean assignment, 0..1 of K, by step: the thinner line. */
    readonly perplexity: Series;
  }[];
  readonly steps?: number | undefined;
}

/** How many prototypes take part: used ones bold, assignment perplexity thin, both in % of K. */
export function usage({ lanes, steps }: UsageData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return curves(
    {
      name: 'Usage',
      x: stepAxis(
        lanes.flatMap((l) => [l.used, l.perplexity]),
        steps,
      ),
      y: { label: 'Used (bold) and perplexity (% of K)', domain: [0, 1], percent: true },
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
