import { EPSILONS } from '../../base/epsilons.ts';
import { nameAt } from '../../base/measure-row.ts';
import { PAPER_SYSTEMS } from '../../base/paper-numbers.ts';
import { REGIME } from '../../base/regime.ts';
import type { PrototypeCounts } from '../../weights/counts.ts';
import type { RandomUnique } from '../../weights/random-unique.ts';
import { numeral, roughly } from '../words/numerals.ts';
import { DECOUPLED, SPREAD_OUT } from '../words/remedy-words.ts';
import type { WeightGroups } from './weight-groups.ts';

/** Findings on a matrix of prototypes. */
export const WEIGHT_FINDINGS = ['dead', 'duplicates', 'some-duplicates', 'unique'] as const;
type WeightFinding = (typeof WEIGHT_FINDINGS)[number];

interface WeightsVerdict {
  readonly finding: WeightFinding;
  readonly says: string;
  /** The numbers behind it, in a few words each. */
  readonly evidence: readonly string[];
  readonly advice: readonly (typeof DECOUPLED)[];
}

/** From one half on, dead prototypes are no accident. */
const MANY_DEAD = 0.5;
/** Dead prototypes that are named. */
const NAMED = 8;

/** The verdict on counted prototypes at the ε with index `e` into EPSILONS. Limits are those of lanes (base/regime.ts). */
export function readWeights(
  counts: PrototypeCounts,
  random: RandomUnique | undefined,
  groups: WeightGroups,
  e: number,
): WeightsVerdict {
  const { K, dead, epsilons } = counts;
  const epsilon = EPSILONS[e] ?? 0;
  const at = `ε ${epsilon}`;
  const place = epsilons.indexOf(epsilon);
  const unique = (counts.unique[place] ?? 0) / Math.max(1, K);
  const expected = random?.mean[place] ?? 1;
  const duplicates = roughly(Math.max(0, 1 - unique - dead.length / Math.max(1, K)));
  const evidence = [
    `${numeral(counts.unique[place] ?? 0)} of ${numeral(K)} unique (${at})`,
    ...(random ? [`random baseline ${roughly(expected)} ${drawnWords(random)}`] : []),
    ...largestOf(groups),
    ...(dead.length > 0 ? [deadWords(dead)] : []),
    ...paperAt(epsilon),
  ];
  const relative = expected === 0 ? 1 : unique / expected;
  const found = (finding: WeightFinding, says: string): WeightsVerdict => ({
    finding,
    says,
    evidence,
    advice: finding.endsWith('duplicates') ? [DECOUPLED, SPREAD_OUT] : [],
  });
  if (dead.length >= MANY_DEAD * K)
    return found('dead', `Dead: ${roughly(dead.length / K)} of prototypes are zero or not finite.`);
  if (relative < REGIME.few)
    return found('duplicates', `Collapsed: ${duplicates} of prototypes are duplicates (${at}).`);
  if (relative < REGIME.most)
    return found('some-duplicates', `Partly collapsed: ${duplicates} of prototypes are duplicates (${at}).`);
  return found(
    'unique',
    `No collapse: ${roughly(unique)} unique (${at})${expected < 1 ? `, close to the random baseline of ${roughly(expected)}` : ''}.`,
  );
}

const drawnWords = ({ draws }: RandomUnique) =>
  draws === 0 ? '(by formula)' : `(mean of ${draws} ${draws === 1 ? 'draw' : 'draws'})`;

function largestOf({ largest, several }: WeightGroups): string[] {
  const [first] = largest;
  if (!first) return ['no duplicates'];
  return [
    `${numeral(several)} ${several === 1 ? 'group' : 'groups'} of duplicates, the largest of ${numeral(first.size)} prototypes`,
  ];
}

/** Dead prototypes by their indices: "2 dead (zero or not finite): rows 3 and 5". */
export function deadWords(dead: readonly number[]): string {
  const names = dead.slice(0, NAMED).map(numeral);
  const last = dead.length > NAMED ? `${numeral(dead.length - NAMED)} more` : names.pop();
  const rows = names.length === 0 ? last : `${names.join(', ')} and ${last}`;
  return `${numeral(dead.length)} dead (zero or not finite): ${dead.length === 1 ? 'row' : 'rows'} ${rows}`;
}

/** The paper's unique shares at this ε. */
function paperAt(epsilon: number): string[] {
  const shares = [PAPER_SYSTEMS.dino, PAPER_SYSTEMS.carp, PAPER_SYSTEMS.dinov2, PAPER_SYSTEMS.capi].flatMap(
    ({ label, numbers }) => {
      const value = numbers.find(({ metric }) => metric === nameAt('unique', epsilon))?.value;
      return value === undefined ? [] : [`${label} ${roughly(value)}`];
    },
  );
  return shares.length === 0 ? [] : [`in the paper (ε ${epsilon}): ${shares.join(', ')}`];
}
