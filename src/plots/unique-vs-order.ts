import { curves } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';

export interface UniqueVsOrderData {
  readonly lane: PlotLane;
  /** The quantity on x: "epoch", or "file" for the order of the files. */
  readonly moment: string;
  /** Values on x in ascending order. */
  readonly at: readonly number[];
  /** Unique shares in 0..1 of K. */
  readonly unique: readonly number[];
  readonly epsilon: number;
}

/** Unique prototypes (% of K) of the files of one run, in the order of training. */
export function uniqueVsOrder(data: UniqueVsOrderData, options: PlotOptions): Plot {
  const { lane, moment, at, unique, epsilon } = data;
  const title = moment.charAt(0).toUpperCase() + moment.slice(1);
  return curves(
    {
      name: `Unique prototypes by ${moment}`,
      x: {
        label: title,
        domain: [at[0] ?? 0, Math.max((at[0] ?? 0) + 1, at[at.length - 1] ?? 1)],
        ...(moment === 'file' && { ticks: at, format: String }),
      },
      y: { label: `Unique prototypes (% of K, ε ${epsilon})`, domain: [0, 1], percent: true },
      lines: [{ lane, label: 'unique', xs: at, ys: unique, ...laneStroke(lane, [lane]), dots: 'too' }],
      xName: moment,
      empty: 'Appears when two files are counted.',
    },
    options,
  );
}
