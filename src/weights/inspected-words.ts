import { EPSILONS, type Epsilon } from '../base/epsilons.ts';
import { listed } from '../base/errors.ts';
import { nameAt } from '../base/measure-row.ts';
import { grouped } from '../base/number-text.ts';
import { PAPER_SYSTEMS } from '../base/paper-numbers.ts';
import { nearestBelow } from '../metrics/nearest.ts';
import { randomUniformity } from '../metrics/uniformity.ts';
import type { Candidate, InspectedPrototypes } from './inspect-weights.ts';
import type { RandomUnique } from './random-unique.ts';

/** The paper's systems whose values stand beside the counts. */
const SYSTEMS = [PAPER_SYSTEMS.dino, PAPER_SYSTEMS.carp, PAPER_SYSTEMS.dinov2, PAPER_SYSTEMS.capi];
/** Listed groups of duplicates, members of each, and dead rows. */
const MOST_GROUPS = 5;
const MOST_MEMBERS = 10;
/** Other candidates that are listed. */
const MOST_CANDIDATES = 12;

/** The numbers of one file for a person, as lines of text. Groups are those at `epsilon`, one of EPSILONS. */
export function inspectedWords(
  name: string,
  found: InspectedPrototypes,
  random: RandomUnique,
  epsilon: Epsilon,
): string {
  const { candidates, format, key, moment, notes, turned, why } = found;
  const others = candidates.filter((each) => each.key !== key);
  return [
    `${name} (${[format, ...(moment ? [`${moment.name} ${moment.value}`] : [])].join(', ')})`,
    `${sized(found)}${turned ? ', rows and columns exchanged' : ''}`,
    ...(why ? [`  ${why}`] : []),
    ...notes.map((note) => `  ${note}`),
    '',
    ...uniqueTable(found, random),
    '',
    ...deadLines(found),
    ...groupLines(found, epsilon),
    ...spreadLines(found),
    ...useLines(found),
    ...(others.length > 0
      ? [
          '',
          'Other candidates (--key):',
          ...others.slice(0, MOST_CANDIDATES).map((each) => `  ${sized(each)}`),
          ...(others.length > MOST_CANDIDATES ? [`  and ${others.length - MOST_CANDIDATES} more`] : []),
        ]
      : []),
    '',
  ].join('\n');
}

const sized = ({ key, K, D, dtype }: Candidate) => `${key}: ${grouped(K)} x ${grouped(D)}, ${dtype}`;

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

/** Counts at each ε, beside the paper's systems and random directions. */
function uniqueTable({ K, eps, unique }: InspectedPrototypes, random: RandomUnique): string[] {
  const about = random.draws === 0 ? '~' : '';
  const rows = eps.map((epsilon, e) => [
    String(epsilon),
    grouped(unique[e]),
    percent(unique[e] / K),
    ...SYSTEMS.map(({ numbers }) => {
      const known = numbers.find(({ metric }) => metric === nameAt('unique', epsilon));
      return known ? percent(known.value) : '';
    }),
    `${about}${percent(random.mean[e])}`,
  ]);
  const head = ['ε', 'unique', 'of K', ...SYSTEMS.map(({ label }) => label), 'random'];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]) => cells.map((cell, c) => cell.padStart(widths[c])).join('  ');
  return [
    'Unique prototypes, beside the paper’s systems and random directions of this K and D:',
    ...[head, ...rows].map((cells) => `  ${line(cells)}`),
  ];
}

function deadLines({ dead }: InspectedPrototypes): string[] {
  if (dead.length === 0) return ['Dead rows: none.'];
  const rows = dead.length === 1 ? 'row' : 'rows';
  return [
    `Dead: ${grouped(dead.length)} ${rows} of zeros or of numbers that are not finite, never unique: ${listed(dead.map(String), MOST_MEMBERS)}.`,
  ];
}

function groupLines({ K, representatives }: InspectedPrototypes, epsilon: Epsilon): string[] {
  const at = EPSILONS.indexOf(epsilon);
  const groups = new Map<number, number[]>();
  for (let k = 0; k < K; k++) {
    const of = representatives[at * K + k];
    const group = groups.get(of);
    if (of < 0) continue;
    if (group) group.push(k);
    else groups.set(of, [k]);
  }
  const several = [...groups.values()].filter(({ length }) => length > 1);
  several.sort((a, b) => b.length - a.length);
  if (several.length === 0) return [`Groups of duplicates at ε ${epsilon}: none.`];
  const more = several.length > MOST_GROUPS ? `, the largest ${MOST_GROUPS}` : '';
  return [
    `Groups of duplicates at ε ${epsilon}: ${grouped(several.length)}${more}:`,
    ...several
      .slice(0, MOST_GROUPS)
      .map((group) => `  ${grouped(group.length)} rows: ${listed(group.map(String), MOST_MEMBERS)}`),
  ];
}

/** The use of the prototypes, or what would tell it. */
function useLines({ K, use }: InspectedPrototypes): string[] {
  if (!use)
    return ['Usage needs images (--images): a file of weights does not tell which prototypes are in use.'];
  const { N, occupied, perplexity, used, views } = use;
  const count = (share: number) => `${grouped(Math.round(share * K))} (${percent(share)})`;
  return [
    `Use by ${grouped(N)} images: ${count(occupied)} are occupied, with a perplexity of ${percent(perplexity)} of K.`,
    ...(views
      ? [
          `Use by both views: ${count(used)} are used, and ${count(views.agreed)} agreed. Views agree on ${percent(views.agreement)} of images (${percent(views.chance)} by chance).`,
        ]
      : []),
  ];
}

/** Distances and lengths, beside random directions where two rows and two dimensions make them. */
function spreadLines({ D, K, dead, gain, nearest, norms, rank, uniformity }: InspectedPrototypes): string[] {
  const live = K - dead.length;
  const known = live > 1 && D > 1;
  const against = (value: number, digits: number) =>
    known ? `; random directions ${value.toFixed(digits)}` : '';
  const lengths = gain ?? norms;
  const [shortest, longest] = [...lengths].reduce(
    ([low, high], length) =>
      Number.isFinite(length) ? [Math.min(low, length), Math.max(high, length)] : [low, high],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return [
    `Cosine to the nearest neighbour, median: ${median(nearest).toFixed(3)}${against(known ? randomNearest(live, D) : 0, 3)}.`,
    `Uniformity: ${uniformity.toFixed(2)}${against(randomUniformity(D), 2)} (lower is more even).`,
    ...(rank === undefined ? [] : [`Effective rank: ${rank.toFixed(1)} of ${grouped(D)}.`]),
    `Lengths${gain ? ', kept apart in the file' : ''}: ${shortest.toPrecision(3)} to ${longest.toPrecision(3)}.`,
  ];
}

function median(values: Float32Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[Math.floor(known.length / 2)] ?? Number.NaN;
}

/** Steps of cosines in which a median is found. */
const STEPS = 2000;

/** Median cosine to the nearest of K random directions in D dimensions. */
function randomNearest(K: number, D: number): number {
  const cosines = Array.from({ length: STEPS + 1 }, (_, i) => (2 * i) / STEPS - 1);
  return cosines[nearestBelow(K, D, cosines).findIndex((below) => below >= 0.5)] ?? 1;
}
