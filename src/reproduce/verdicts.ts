import { EPSILONS, TOY_EPSILON } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { type Comparison, comparisonOf, comparisonsOf, type Order, paperPairs } from './comparisons.ts';
import { METRICS } from './metrics.ts';
import { metricTitle, ranged, written } from './numbers.ts';
import { type Reproduction, type Row, rowOf } from './results.ts';
import { MATCHES } from './systems.ts';
import { mapWords } from './turns-gain.ts';

/** A sentence that follows from the numbers. It tells whether toy scale and the paper disagree. */
export interface Claim {
  readonly disagrees: boolean;
  readonly text: string;
}

const UNIQUE = nameAt('unique', TOY_EPSILON);
const IN_USE = nameAt('agreedAndUnique', TOY_EPSILON);
const DIVERSITY = nameAt('embeddingDiversity', TOY_EPSILON);
/** Shares that are further from the paper's than this are reported. */
const FAR = 0.1;
/** Compares the measured numbers with the paper's: orders of systems, sizes, and effects of decoupling. */
export function verdictsOf(results: Reproduction): Claim[] {
  const all = comparisonsOf(results);
  return [
    ...orders(results, all),
    ...sizes(results),
    ...couplings(results, all),
    ...matches(results, all),
    ...knnGap(results, all),
    ...map(results),
  ];
}

/** Claims on the order of systems, one for each metric that the paper gives. */
function orders(results: Reproduction, all: readonly Comparison[]): Claim[] {
  const told = paperPairs(results);
  return METRICS.flatMap(({ id: metric }): Claim[] => {
    const pairs = told
      .filter((pair) => pair.metric === metric)
      .map(({ low, high }) => ({
        names: [low.system.label, high.system.label],
        order: comparisonOf(all, low, high, metric).order,
      }));
    if (pairs.length === 0) return [];
    const placed = results.rows.filter(({ system }) => system.paper.some((paper) => paper.metric === metric));
    const of = (order: Order, between: string) => {
      const found = pairs.filter((pair) => pair.order === order);
      return { count: found.length, words: found.map(({ names }) => names.join(between)).join(', ') };
    };
    const [same, reversed, unresolved] = [
      of('below', ' '),
      of('above', ' is above '),
      of('not apart', ' and '),
    ];
    const parts = [
      `${capital(metricTitle(metric))}: ${placed.map(({ system, spread }) => `${system.label} ${ranged(metric, spread[metric])}`).join(', ')}%.`,
      `The paper orders ${count(pairs.length, 'pair')}; ${same.count} ${same.count === 1 ? 'has' : 'have'} the same order here.`,
      ...(reversed.count ? [`Reversed: ${reversed.words}.`] : []),
      ...(unresolved.count ? [`Not apart: ${unresolved.words}.`] : []),
    ];
    return [{ disagrees: same.count < pairs.length, text: sentences(parts) }];
  });
}

/** Claims on shares that lie far from the paper's, with measurements that may explain them. */
function sizes({ rows }: Reproduction): Claim[] {
  return rows.flatMap((row) => {
    const far = row.system.paper.filter(
      ({ metric, value }) => metric.startsWith('unique@') && Math.abs(row.spread[metric].mean - value) > FAR,
    );
    if (far.length === 0) return [];
    const each = (text: (metric: string, value: number) => string) =>
      far.map(({ metric, value }) => text(metric, value)).join(', ');
    const here = each((metric) => written(metric, row.spread[metric].mean));
    const there = each((metric, value) => written(metric, value));
    const epsilons = each((metric) => metric.replace(/.*@/, ''));
    const above = far.some(({ metric, value }) => row.spread[metric].mean > value);
    const below = far.some(({ metric, value }) => row.spread[metric].mean < value);
    const why = [...(above ? tooUnique(row) : []), ...(below ? tooAlike(row) : [])];
    return [
      {
        disagrees: true,
        text: `${row.system.label}, unique at ε ${epsilons}: ${here}% here, ${there}% in the paper. ${why.join(' ')}`,
      },
    ];
  });
}

function tooUnique({ system, config, spread, runs }: Row): string[] {
  const K = Number(config['K']);
  const scale =
    system.paperK !== undefined
      ? `Here ${whole(K)} prototypes share ${whole(Number(config['D']))} dimensions for ${whole(Number(config['steps']))} steps. The paper’s run has ${whole(system.paperK)} prototypes, so distances are larger here.`
      : '';
  const random = runs[0].lane.baseline.uniqueRandom[EPSILONS.indexOf(TOY_EPSILON)] ?? Number.NaN;
  const wide = spread[UNIQUE];
  const lost = random - wide.max;
  const state =
    lost > FAR
      ? `It does collapse: at ε ${TOY_EPSILON}, ${ranged(UNIQUE, wide)}% are unique (random baseline ${percent(random)}).`
      : `It has not collapsed at any ε: at ε ${TOY_EPSILON}, ${ranged(UNIQUE, wide)}% are unique (random baseline ${percent(random)}).`;
  return [scale, state].filter((sentence) => sentence !== '');
}

function tooAlike({ config, spread }: Row): string[] {
  const diversity = spread[DIVERSITY];
  if (diversity.n === 0) return [];
  return [
    `Its embeddings are narrow: effective rank ${ranged('effectiveRank', spread['effectiveRank'])} of ${whole(Number(config['D']))}, embedding diversity ${ranged(DIVERSITY, diversity)}% at ε ${TOY_EPSILON}.`,
  ];
}

/** Claims on uniqueness and use of decoupled, KoLeo-Proto and joint prototypes with one method. */
function couplings(results: Reproduction, all: readonly Comparison[]): Claim[] {
  return ['dino', 'carp'].flatMap((method): Claim[] => {
    const joint = rowOf(results, method);
    const rivals = [rowOf(results, `${method}-dec`), rowOf(results, `${method}-kp`)].filter(
      (row) => row !== undefined,
    );
    if (!joint) return [];
    return rivals.map((row): Claim => {
      const metric = UNIQUE;
      const { order } = comparisonOf(all, row, joint, metric);
      const [a, b] = [ranged(metric, row.spread[metric]), ranged(metric, joint.spread[metric])];
      const unique = {
        above: `${row.system.label} keeps more prototypes unique than ${joint.system.label} at ε ${TOY_EPSILON} (${a} against ${b}%)`,
        below: `${row.system.label} keeps fewer prototypes unique than ${joint.system.label} at ε ${TOY_EPSILON} (${a} against ${b}%)`,
        'not apart': `${row.system.label} and ${joint.system.label} are not apart in unique prototypes at ε ${TOY_EPSILON} (${a} and ${b}%)`,
      }[order];
      const of = (one: Row) =>
        `${one.system.label} uses ${ranged('used', one.spread['used'])}% of its prototypes, and ${ranged(IN_USE, one.spread[IN_USE])}% are agreed and unique`;
      const disagrees = row.system.prototypes === 'decoupled' ? order !== 'above' : order === 'below';
      return { disagrees, text: `${unique}. ${of(row)}; ${of(joint)}.` };
    });
  });
}

/** Claims on decoupled against joint prototypes behind the same head. */
function matches(results: Reproduction, all: readonly Comparison[]): Claim[] {
  return MATCHES.flatMap(([system, control]): Claim[] => {
    const [joint, decoupled] = [rowOf(results, control), rowOf(results, system)];
    if (!joint || !decoupled) return [];
    const gap = comparisonOf(all, decoupled, joint, 'knn');
    if (gap.n === 0) return [];
    const metric = IN_USE;
    const [a, b] = [decoupled, joint].map(({ spread }) => ranged(metric, spread[metric]));
    const text = `${decoupled.system.label} against ${joint.system.label}: ${a} against ${b}% in use at ε ${TOY_EPSILON}, and k-NN ${points(gap.mean)} points on average (${beside(gap)}).`;
    return [{ disagrees: false, text }];
  });
}

/** The claim on Δ of Figure 3b, taken seed by seed, since runs of one seed see the same batches and views. */
function knnGap(results: Reproduction, all: readonly Comparison[]): Claim[] {
  const [joint, decoupled] = [rowOf(results, 'carp'), rowOf(results, 'carp-dec')];
  if (!joint || !decoupled) return [];
  const paper = (row: Row) => row.system.paper.find(({ metric }) => metric === 'knn')?.value ?? Number.NaN;
  const gap = comparisonOf(all, decoupled, joint, 'knn');
  if (gap.n === 0) return [];
  const theirs = paper(decoupled) - paper(joint);
  const text = `k-NN, CARP + Dec. less CARP: ${points(gap.mean)} points on average (${beside(gap)}); the paper has ${points(theirs)}.`;
  if (gap.n < 2)
    return [
      {
        disagrees: Math.sign(gap.mean) !== Math.sign(theirs),
        text: `${text} One seed cannot separate a difference from chance.`,
      },
    ];
  if (gap.order === 'not apart') return [{ disagrees: true, text: `${text} The seeds do not resolve it.` }];
  return [{ disagrees: (gap.order === 'above') !== theirs > 0, text }];
}

/** The claim on the map of turns and gain. */
function map({ plan, rows }: Reproduction): Claim[] {
  const ids = new Set(plan.groups.filter((group) => group.map).flatMap((group) => group.rows));
  const text = mapWords(rows.filter(({ system }) => ids.has(system.id)));
  return text === undefined ? [] : [{ disagrees: false, text }];
}

/** The interval of a mean difference, and its values seed by seed. */
const beside = ({ n, low, high, differences }: Comparison) =>
  `${n < 2 ? '' : `95% interval ${points(low)} to ${points(high)}; `}seed by seed ${differences.map(points).join(', ')}`;

const whole = (value: number) => value.toLocaleString('en');
const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const points = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
/** A label may end with a dot of its own. */
const sentences = (parts: readonly string[]) => parts.join(' ').replaceAll('..', '.');
const capital = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}`;
