import type { Series } from '../base/series.ts';
import { curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { laneReferences } from './lane-references.ts';
import { seriesLine, stepAxis } from './step-axis.ts';

export interface LossData {
  readonly lanes: readonly {
    readonly lane: PlotLane;
    readonly loss: Series;
    /** The loss's terms by their name in the paper. A single term is the loss itself and is not drawn. */
    readonly terms: Readonly<Record<string, Series>>;
    /** ln of the number of classes: the loss of uniform targets. */
    readonly lnK?: number | undefined;
    /** Prototypes K. Where the softmax has fewer classes, it runs inside blocks of that many. */
    readonly K?: number | undefined;
  }[];
  readonly steps?: number | undefined;
}

/** The loss (bold) and its terms (thin) against the training step, in nats, with the ln K line. */
export function loss({ lanes, steps }: LossData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  return curves(
    {
      name: 'Loss',
      x: stepAxis(
        lanes.map((l) => l.loss),
        steps,
      ),
      y: { label: 'Loss (bold) and its terms (nats)' },
      lines: lanes.flatMap(({ lane, loss, terms }) => [
        seriesLine(lane, all, loss),
        ...termsOf(terms).map(([name, series]) =>
          seriesLine(lane, all, series, { label: `${lane.label}, ${name}`, short: name, faint: true }),
        ),
      ]),
      references: [
        ...laneReferences(
          lanes.filter((l) => !inBlocks(l)).map(({ lane, lnK }) => ({ lane, value: lnK })),
          'ln K: targets are uniform',
        ),
        ...laneReferences(
          lanes.filter(inBlocks).map(({ lane, lnK }) => ({ lane, value: lnK })),
          'ln K in a block: targets are uniform',
        ),
      ],
    },
    options,
  );
}

function inBlocks({ lnK, K }: LossData['lanes'][number]): boolean {
  return lnK !== undefined && K !== undefined && Math.round(Math.exp(lnK)) < K;
}

function termsOf(terms: Readonly<Record<string, Series>>): [string, Series][] {
  const named = Object.entries(terms);
  return named.length > 1 ? named : [];
}
