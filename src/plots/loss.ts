import type { Series } from '../base/series.ts';
import type { Axis } from './marks/axis.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { laneReferences } from './marks/lane-references.ts';
import { drawn, type Line } from './marks/line.ts';
import { type CurveView, PLAIN_VIEW, seriesLine } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

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
  readonly view?: CurveView | undefined;
}

/** The loss (bold) and its terms (thin) against the training step, in nats, with the ln K line. */
export function loss({ lanes, steps, view = PLAIN_VIEW }: LossData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  const lines = lanes.flatMap(({ lane, loss, terms }) => [
    seriesLine(lane, all, loss),
    ...termsOf(terms).map(([name, series]) =>
      seriesLine(lane, all, series, { label: `${lane.label}, ${name}`, short: name, faint: true }),
    ),
  ]);
  return stepCurves(
    {
      name: 'Loss',
      steps,
      view,
      y: lossAxis(lines, view),
      lines,
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

/** Losses in nats. A log scale has no place for 0 and below: the axis says so when there are such values. */
function lossAxis(lines: readonly Line[], { logValues }: CurveView): Axis {
  const name = 'Loss (bold) and its terms';
  if (!logValues) return { label: `${name} (nats)` };
  const lost = lines.filter(drawn).some(({ ys }) => ys.some((value) => value <= 0));
  return { label: `${name} (nats, log${lost ? '; 0 and less not shown' : ''})`, log: true };
}

function inBlocks({ lnK, K }: LossData['lanes'][number]): boolean {
  return lnK !== undefined && K !== undefined && Math.round(Math.exp(lnK)) < K;
}

function termsOf(terms: Readonly<Record<string, Series>>): [string, Series][] {
  const named = Object.entries(terms);
  return named.length > 1 ? named : [];
}
