import { EPSILONS, type Epsilon, PAPER_EPSILON, TOY_EPSILON } from '../base/epsilons.ts';
import { curves, shown } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import type { Line } from './marks/line.ts';
import { type CurveView, PLAIN_VIEW, shareAxis } from './marks/step-axis.ts';
import { INKS } from './marks/theme.ts';

interface UniqueVsEpsilonLane {
  readonly lane: PlotLane;
  /** Unique share per ε of EPSILONS, in 0..1 of K. Empty before the first report. */
  readonly unique: readonly number[];
  /** Used and unique share per ε, in 0..1 of K. */
  readonly usedAndUnique?: readonly number[] | undefined;
  /** Unique share per ε of K random directions in D dimensions. */
  readonly random?: readonly number[] | undefined;
}

export interface UniqueVsEpsilonData {
  readonly lanes: readonly UniqueVsEpsilonLane[];
  readonly view?: CurveView | undefined;
}

/**
 * Unique prototypes (% of K) against the threshold ε: Figure 3a of Arteaga et al. (2026), on a log axis. Used and
 * unique prototypes are a thinner line of the same colour, random directions a grey one.
 */
export function uniqueVsEpsilon(
  { lanes, view = PLAIN_VIEW }: UniqueVsEpsilonData,
  options: PlotOptions,
): Plot {
  const all = lanes.map((l) => l.lane);
  const lines: Line[] = [];
  for (const { lane, unique, usedAndUnique } of lanes) {
    const stroke = laneStroke(lane, all);
    lines.push({ lane, label: lane.label, xs: EPSILONS.slice(0, unique.length), ys: unique, ...stroke });
    if (usedAndUnique?.length)
      lines.push({
        lane,
        label: `${lane.label}, used and unique`,
        short: 'used and unique',
        xs: EPSILONS.slice(0, usedAndUnique.length),
        ys: usedAndUnique,
        faint: true,
        ...stroke,
      });
  }
  return curves(
    {
      name: 'Unique prototypes by ε',
      x: {
        label: 'Threshold ε on 1 − cos',
        domain: [EPSILONS[0], EPSILONS[EPSILONS.length - 1]],
        log: true,
        ticks: EPSILONS,
      },
      xName: 'ε',
      y: shareAxis('Unique prototypes', '% of K', view, [0, 1]),
      lines: [...randomLines(lanes, INKS[options.theme].muted), ...lines],
      references: [{ axis: 'x', value: PAPER_EPSILON, label: `paper’s ε ${PAPER_EPSILON}` }],
      points: true,
      summary: summary(lanes),
    },
    options,
  );
}

/** One grey line per distinct baseline. Lanes with the same K and D share it. */
function randomLines(lanes: readonly UniqueVsEpsilonLane[], color: string): Line[] {
  const distinct: UniqueVsEpsilonLane[] = [];
  for (const lane of lanes.filter(({ lane: { ghost, hidden } }) => !ghost && !hidden))
    if (lane.random?.length && !distinct.some((d) => String(d.random) === String(lane.random)))
      distinct.push(lane);
  return distinct.map(({ lane, random = [] }) => ({
    label: distinct.length === 1 ? 'random directions' : `random (${lane.label})`,
    xs: EPSILONS.slice(0, random.length),
    ys: random,
    color,
    dash: '',
    faint: true,
  }));
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
  return `Unique prototypes by ε, in per cent of K: ${parts.join('; ')}.`;
}
