import { EPSILONS, type Epsilon, PAPER_EPSILON, TOY_EPSILON } from '../base/epsilons.ts';
import { curves, shown } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import type { Line } from './marks/line.ts';
import type { RangeBand } from './marks/range-band.ts';
import { type CurveView, PLAIN_VIEW, shareAxis } from './marks/step-axis.ts';
import { INKS } from './marks/theme.ts';

interface UniqueVsEpsilonLane {
  readonly lane: PlotLane;
  /** Unique share per ε of EPSILONS, in 0..1 of K. Empty before the first report. */
  readonly unique: readonly number[];
  /** Lowest and highest unique share per ε where it is a mean of several runs. Drawn as a band. */
  readonly range?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
  /** Agreed and unique share per ε, in 0..1 of K. */
  readonly agreedAndUnique?: readonly number[] | undefined;
  /** Unique share per ε of K random directions in D dimensions. */
  readonly random?: RandomShares | undefined;
}

/** Mean and range per ε over draws. */
export interface RandomShares {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface UniqueVsEpsilonData {
  readonly lanes: readonly UniqueVsEpsilonLane[];
  readonly view?: CurveView | undefined;
}

/**
 * Unique prototypes (% of K) against the threshold ε: Figure 3a of Arteaga et al. (2026), on a log axis. Agreed and
 * unique prototypes are a thinner line of the same colour, random directions a grey one within the band of their draws.
 */
export function uniqueVsEpsilon(
  { lanes, view = PLAIN_VIEW }: UniqueVsEpsilonData,
  options: PlotOptions,
): Plot {
  const all = lanes.map((l) => l.lane);
  const lines: Line[] = [];
  for (const { lane, unique, agreedAndUnique } of lanes) {
    const stroke = laneStroke(lane, all);
    lines.push({ lane, label: lane.label, xs: EPSILONS.slice(0, unique.length), ys: unique, ...stroke });
    if (agreedAndUnique?.length)
      lines.push({
        lane,
        label: `${lane.label}, in use`,
        short: 'in use',
        xs: EPSILONS.slice(0, agreedAndUnique.length),
        ys: agreedAndUnique,
        faint: true,
        ...stroke,
      });
  }
  const random = randomDirections(lanes, INKS[options.theme].muted);
  return curves(
    {
      name: 'Unique prototypes by ε',
      x: {
        label: 'Distance threshold ε (1 − cosine)',
        domain: [EPSILONS[0], EPSILONS[EPSILONS.length - 1]],
        log: true,
        ticks: EPSILONS,
      },
      xName: 'ε',
      y: shareAxis('Unique prototypes', '% of K', view, [0, 1]),
      lines: [...random.map(({ line }) => line), ...lines],
      bands: [...random.map(({ band }) => band), ...rangesOf(lanes)].filter(({ lows, highs }) =>
        highs.some((high, i) => high > lows[i]),
      ),
      references: [{ axis: 'x', value: PAPER_EPSILON, label: `paper’s ε ${PAPER_EPSILON}` }],
      points: true,
      summary: summary(lanes),
    },
    options,
  );
}

function rangesOf(lanes: readonly UniqueVsEpsilonLane[]): RangeBand[] {
  const all = lanes.map(({ lane }) => lane);
  return lanes.flatMap(({ lane, range }) =>
    range && !lane.hidden
      ? [{ xs: EPSILONS, lows: range.low, highs: range.high, color: laneStroke(lane, all).color }]
      : [],
  );
}

/** One grey line and band per distinct baseline. Lanes with the same K and D share them. */
function randomDirections(
  lanes: readonly UniqueVsEpsilonLane[],
  color: string,
): { line: Line; band: RangeBand }[] {
  const distinct: { lane: PlotLane; random: RandomShares }[] = [];
  for (const { lane, random } of lanes)
    if (
      !lane.ghost &&
      !lane.hidden &&
      random?.mean.length &&
      !distinct.some((other) => String(other.random.mean) === String(random.mean))
    )
      distinct.push({ lane, random });
  return distinct.map(({ lane, random: { mean, low, high } }) => {
    const xs = EPSILONS.slice(0, mean.length);
    const label = distinct.length === 1 ? 'random baseline' : `random (${lane.label})`;
    return {
      line: { label, xs, ys: mean, color, dash: '', faint: true },
      band: { xs, lows: low, highs: high, color },
    };
  });
}

function summary(lanes: readonly UniqueVsEpsilonLane[]): string {
  const share = (values: readonly number[], epsilon: Epsilon) =>
    shown(values[EPSILONS.indexOf(epsilon)], { percent: true });
  const measured = lanes.filter(({ lane, unique }) => unique.length === EPSILONS.length && !lane.hidden);
  if (measured.length === 0) return 'Unique prototypes by ε: nothing measured yet.';
  const parts = measured.map(
    ({ lane, unique }) =>
      `${lane.label} ${share(unique, PAPER_EPSILON)} at ε ${PAPER_EPSILON} and ${share(unique, TOY_EPSILON)} at ε ${TOY_EPSILON}`,
  );
  return `Unique prototypes by ε, in % of K: ${parts.join('; ')}.`;
}
