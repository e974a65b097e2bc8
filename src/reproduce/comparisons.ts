import { TOY_EPSILON } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { metricOf } from './metrics.ts';
import { holm, LEVEL, type Paired, paired } from './paired.ts';
import { type Reproduction, type Row, rowOf } from './results.ts';
import { COUPLED, HEADLINES } from './systems.ts';

/** The metrics of every headline comparison. */
export const HEADLINE_METRICS: readonly string[] = [
  nameAt('unique', TOY_EPSILON),
  nameAt('agreedAndUnique', TOY_EPSILON),
  'knn',
];
/** Numbers of the paper that are closer than this, in 0..1, have no order to reproduce. */
const TIED = 0.01;

/** `headline`: named in advance, with five seeds. `further`: all others that the report draws a conclusion from. */
type Family = 'headline' | 'further';

/** The order of two rows: that of their mean difference where Holm's p is below 0.05. */
export type Order = 'below' | 'above' | 'not apart';

/** One metric of two rows, row `a` less row `b`, seed by seed. */
export interface Comparison extends Paired {
  readonly family: Family;
  readonly a: Row;
  readonly b: Row;
  readonly metric: string;
  readonly differences: readonly number[];
  /** The p value by Holm's method within the family. */
  readonly adjusted: number;
  readonly order: Order;
}

interface Pair {
  readonly family: Family;
  readonly a: Row;
  readonly b: Row;
  readonly metric: string;
}

/** Two rows that the paper puts in an order by a metric, the lower one first. */
export interface PaperPair {
  readonly low: Row;
  readonly high: Row;
  readonly metric: string;
}

/** The pairs of systems that the paper orders, k-NN apart: its accuracies are of other images. */
export function paperPairs({ rows }: Reproduction): PaperPair[] {
  const told = new Set(rows.flatMap(({ system }) => system.paper.map(({ metric }) => metric)));
  return [...told].flatMap((metric) => {
    if (metric === 'knn') return [];
    const placed = rows.flatMap((row) => {
      const number = row.system.paper.find((paper) => paper.metric === metric);
      return number ? [{ row, value: number.value }] : [];
    });
    return placed.flatMap((a, i) =>
      placed.slice(i + 1).flatMap((b) => {
        if (Math.abs(a.value - b.value) < TIED) return [];
        const [low, high] = a.value < b.value ? [a, b] : [b, a];
        return [{ low: low.row, high: high.row, metric }];
      }),
    );
  });
}

/** Every comparison that the report draws a conclusion from, each once, corrected within its family. */
export function comparisonsOf(results: Reproduction): Comparison[] {
  const both = (pairs: typeof HEADLINES) =>
    pairs.flatMap(([first, second]) => {
      const [a, b] = [rowOf(results, first), rowOf(results, second)];
      return a && b ? [{ a, b }] : [];
    });
  const wanted: Pair[] = [
    ...both(HEADLINES).flatMap(({ a, b }) =>
      HEADLINE_METRICS.map((metric) => ({ family: 'headline' as const, a, b, metric })),
    ),
    ...[
      ...paperPairs(results).map(({ low, high, metric }) => ({ a: low, b: high, metric })),
      ...both(COUPLED).map((pair) => ({ ...pair, metric: HEADLINE_METRICS[0] })),
    ].map((pair) => ({ family: 'further' as const, ...pair })),
  ];
  const distinct = wanted.filter((pair, i) => wanted.findIndex((other) => same(other, pair)) === i);
  const tested = distinct.map((pair) => {
    const differences = differencesOf(pair);
    return { ...pair, differences, ...paired(differences) };
  });
  return (['headline', 'further'] as const).flatMap((family) => {
    const own = tested.filter((each) => each.family === family);
    const adjusted = holm(own.map(({ p }) => p));
    return own.map((each, i) => ({ ...each, adjusted: adjusted[i], order: orderOf(each.mean, adjusted[i]) }));
  });
}

/** The comparison of two rows by a metric, row `a` less row `b`. Throws an Error if it was not planned. */
export function comparisonOf(all: readonly Comparison[], a: Row, b: Row, metric: string): Comparison {
  const found = all.find((each) => same(each, { a, b, metric }));
  if (!found) throw new Error(`${a.system.id} and ${b.system.id} are not compared by ${metric}`);
  return found.a === a ? found : turned(found);
}

type Compared = Pick<Pair, 'a' | 'b' | 'metric'>;

/** True for the same rows and metric, whichever row comes first. */
const same = (one: Compared, other: Compared) =>
  one.metric === other.metric &&
  ((one.a === other.a && one.b === other.b) || (one.a === other.b && one.b === other.a));

/** `a` less `b` for each seed that both rows have. */
function differencesOf({ a, b, metric }: Compared): number[] {
  const { of } = metricOf(metric);
  return a.runs.flatMap(({ seed, lane }) => {
    const partner = b.runs.find((run) => run.seed === seed);
    return partner ? [of(lane.summary) - of(partner.lane.summary)] : [];
  });
}

const orderOf = (mean: number, p: number): Order =>
  !(p < 1 - LEVEL) || mean === 0 ? 'not apart' : mean < 0 ? 'below' : 'above';

const OPPOSITE = { below: 'above', above: 'below', 'not apart': 'not apart' } as const;

function turned({ a, b, differences, mean, low, high, order, ...rest }: Comparison): Comparison {
  return {
    ...rest,
    a: b,
    b: a,
    differences: differences.map((value) => 0 - value),
    mean: 0 - mean,
    low: 0 - high,
    high: 0 - low,
    order: OPPOSITE[order],
  };
}
