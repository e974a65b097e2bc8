import { EPSILONS, PAPER_EPSILON } from '../base/epsilons.ts';
import { PAPER_SYSTEMS } from '../base/paper-numbers.ts';
import { curves, shown } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import type { Line } from './marks/line.ts';
import { INKS } from './marks/theme.ts';

interface UniqueOfWeightsLane {
  readonly lane: PlotLane;
  /** Thresholds in ascending order, the grid of EPSILONS among them. */
  readonly epsilons: readonly number[];
  /** Unique share at each of them, in 0..1 of K. */
  readonly unique: readonly number[];
}

export interface UniqueOfWeightsData {
  readonly lanes: readonly UniqueOfWeightsLane[];
  /** A random baseline. */
  readonly random?: { readonly epsilons: readonly number[]; readonly mean: readonly number[] } | undefined;
  /** True for the paper's values of its systems with joint prototypes and of CAPI. */
  readonly paper: boolean;
}

/** The systems whose values are marked. */
const MARKED = ['dino', 'carp', 'dinov2', 'capi'] as const;

/**
 * Unique prototypes (% of K) of weights files against the threshold ε, on a log axis: the curve through all thresholds,
 * with dots on the grid. Beside it the random baseline, and the values of Arteaga et al. (2026).
 */
export function uniqueOfWeights({ lanes, random, paper }: UniqueOfWeightsData, options: PlotOptions): Plot {
  const all = lanes.map(({ lane }) => lane);
  const lines = lanes.flatMap(({ lane, epsilons, unique }): Line[] => {
    const stroke = laneStroke(lane, all);
    const onGrid = EPSILONS.map((epsilon) => unique[epsilons.indexOf(epsilon)] ?? Number.NaN);
    return [
      { lane, label: lane.label, xs: epsilons, ys: unique, ...stroke },
      { lane, label: '', xs: EPSILONS, ys: onGrid, dots: 'only', ...stroke },
    ];
  });
  const baseline: Line[] = random
    ? [
        {
          label: 'random baseline',
          xs: random.epsilons,
          ys: random.mean,
          color: INKS[options.theme].muted,
          dash: '',
          faint: true,
        },
      ]
    : [];
  return curves(
    {
      name: 'Unique prototypes by ε',
      x: {
        label: 'Distance threshold ε (1 − cosine)',
        domain: [
          Math.min(EPSILONS[0], ...lanes.flatMap((each) => each.epsilons)),
          EPSILONS[EPSILONS.length - 1],
        ],
        log: true,
        ticks: EPSILONS,
      },
      xName: 'ε',
      y: { label: 'Unique prototypes (% of K)', domain: [0, 1], percent: true },
      lines: [...baseline, ...(paper ? paperMarks() : []), ...lines],
      references: [{ axis: 'x', value: PAPER_EPSILON, label: `paper’s ε ${PAPER_EPSILON}` }],
      empty: 'Appears when the count is done.',
      summary: summary(lanes),
    },
    options,
  );
}

/** The paper's values, system by system. */
function paperMarks(): Line[] {
  return MARKED.map((id): Line => {
    const { label, method, prototypes, numbers } = PAPER_SYSTEMS[id];
    const points = numbers.flatMap(({ metric, value }) => {
      const epsilon = /^unique@(.+)$/.exec(metric)?.[1];
      return epsilon === undefined ? [] : [[Number(epsilon), value] as const];
    });
    points.sort(([a], [b]) => a - b);
    return {
      label: `${label} (paper)`,
      xs: points.map(([epsilon]) => epsilon),
      ys: points.map(([, value]) => value),
      ...laneStroke({ id: 0, label, method, prototypes }, []),
      dash: '2 3',
      faint: true,
      dots: 'too',
    };
  });
}

function summary(lanes: readonly UniqueOfWeightsLane[]): string {
  if (lanes.length === 0) return 'Unique prototypes by ε: nothing counted yet.';
  const words = lanes.map(({ lane, epsilons, unique }) => {
    const at = (epsilon: number) => shown(unique[epsilons.indexOf(epsilon)] ?? Number.NaN, { percent: true });
    return `${lane.label} ${at(PAPER_EPSILON)} at ε ${PAPER_EPSILON} and ${at(0.5)} at ε 0.5`;
  });
  return `Unique prototypes by ε, in % of K: ${words.join('; ')}.`;
}
