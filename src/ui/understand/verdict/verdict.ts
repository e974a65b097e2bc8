import { REGIME } from '../../../base/regime.ts';
import { type LaneRun, latestOf } from '../../state/lane-state.ts';
import { roughly } from '../../words/numerals.ts';
import { deadOf, EARLY, type Facts, factsOf, share } from './facts.ts';

/** Findings on a lane. The first in this order that the numbers support is the lane's. */
export const FINDINGS = [
  'waiting',
  'not-finite',
  'counting',
  'untrained',
  'dead',
  'one-hot',
  'uniform',
  'still',
  'duplicates',
  'some-duplicates',
  'early',
  'not-started',
  'disused',
  'noisy',
  'narrow',
  'half-used',
  'unseen',
  'healthy',
] as const;
export type Finding = (typeof FINDINGS)[number];

export interface Verdict {
  readonly finding: Finding;
  /** The verdict in one or two sentences. */
  readonly says: string;
  /** The numbers behind it, in a few words each. */
  readonly evidence: readonly string[];
}

/** As fractions of the share that the usage window can reach, of used and of agreed prototypes alike. */
const FEW_USED = 0.2;
const MOST_USED = 0.5;
/** The part of the prototypes without a win that never had one, from which on "never moved" explains them. */
const NEARLY_ALL = 0.9;
/** From one half on, dead prototypes are no accident. */
const MANY_DEAD = 0.5;
/**
 * The verdict on a run at its last step, for any numbers. `epsilon` indexes EPSILONS. `trouble` is the number that
 * paused the lane, if one did.
 */
export function readLane(run: LaneRun, epsilon: number, trouble?: string): Verdict {
  const latest = latestOf(run);
  if (trouble !== undefined) return notFinite(trouble);
  if (!latest)
    return { finding: 'waiting', says: 'Press Start to see whether its prototypes collapse.', evidence: [] };
  if (latest.loss !== undefined && !Number.isFinite(latest.loss)) return notFinite('the loss is not finite');
  const facts = factsOf(run, latest, epsilon);
  const { unique, expected, dead, at } = facts;
  if (unique === undefined)
    return {
      finding: 'counting',
      says: `First count: ${Math.floor(100 * (share(latest.census?.share) ?? 0))}% done.`,
      evidence: [],
    };
  if (latest.step === 0)
    return {
      finding: 'untrained',
      says: `Untrained: ${roughly(unique)} unique (${at}).`,
      evidence: deadOf(dead),
    };
  if (dead >= MANY_DEAD)
    return {
      finding: 'dead',
      says: `${sentence(roughly(dead))} of prototypes are dead (zero or non-finite).`,
      evidence: [`${roughly(unique)} unique (${at})`, ...facts.lossEvidence],
    };
  const verdict =
    lossVerdict(facts) ?? prototypeVerdict({ ...facts, unique }, expected === 0 ? 1 : unique / expected);
  return { ...verdict, says: [verdict.says, ...facts.idleSettings].join(' ') };
}

function lossVerdict({
  loss,
  left,
  lossEvidence,
  spread,
  unique,
  at,
  knnEvidence,
}: Facts): Verdict | undefined {
  const also = unique === undefined ? [] : [`${roughly(unique)} unique (${at})`];
  if (loss === 'uniform')
    return {
      finding: 'uniform',
      says: 'Not learning: the loss is stuck at ln K, the loss of uniform predictions.',
      evidence: [...lossEvidence, ...also],
    };
  if (loss !== 'gone') return undefined;
  const few = Math.max(1, Math.round(spread ?? 1));
  return {
    finding: 'one-hot',
    says: `Assignments collapsed: nearly every image goes to the same ${few === 1 ? 'prototype' : `${few} prototypes`}, and the loss is ${roughly(left)} of ln K.`,
    evidence: [...lossEvidence, ...also, ...knnEvidence],
  };
}

function prototypeVerdict(facts: Facts & { readonly unique: number }, relative: number): Verdict {
  const { at, unique, dead, early, evidence, lossEvidence, knnEvidence } = facts;
  const duplicates = roughly(Math.max(0, 1 - unique - dead));
  const falls = facts.loss === 'falls';
  const fallen = `, although the loss ${facts.keepsFalling ? 'keeps falling' : 'has fallen'}`;
  if (facts.stillBy !== undefined)
    return {
      finding: 'still',
      says: `${facts.stillBy.lead}: ${roughly(unique)} unique (${at}) because ${facts.stillBy.because}.`,
      evidence: [...evidence, ...knnEvidence],
    };
  if (relative < REGIME.few)
    return {
      finding: 'duplicates',
      says: `Collapsed: ${duplicates} of prototypes are duplicates (${at})${falls ? fallen : ''}.`,
      evidence: [...evidence, ...(falls ? lossEvidence : []), ...knnEvidence],
    };
  if (relative < REGIME.most)
    return {
      finding: 'some-duplicates',
      says: `${facts.collapsing ? 'Collapsing' : 'Partly collapsed'}: ${duplicates} of prototypes are duplicates (${at}).`,
      evidence: [...evidence, ...knnEvidence],
    };
  if (early)
    return {
      finding: 'early',
      says: `Too early to tell: ${roughly(unique)} unique so far (${at}). Usage needs ${EARLY} steps.`,
      evidence,
    };
  if (facts.idle)
    return {
      finding: 'not-started',
      says: `Not started: the loss is near ln K and assignments are even, so ${roughly(unique)} unique (${at}) proves nothing.`,
      evidence: [...lossEvidence, ...evidence, ...knnEvidence],
    };
  return verdictOnUse(facts);
}

/** The verdict on prototypes that are as unique as random directions, by their use. */
function verdictOnUse(facts: Facts & { readonly unique: number }): Verdict {
  const { used, agreed, inUse, reachedUsed, reachedAgreed, knn, untrained } = facts;
  const unique = uniqueWords(facts);
  const evidence = [...facts.evidence, ...facts.knnEvidence];
  if (used !== undefined && reachedUsed !== undefined && reachedUsed < FEW_USED)
    return {
      finding: 'disused',
      says: `Unique but idle: ${unique}, ${roughly(used)} used. ${withoutWin(facts)}`,
      evidence,
    };
  if (agreed !== undefined && reachedAgreed !== undefined && reachedAgreed < FEW_USED)
    return {
      finding: 'noisy',
      says: `${facts.mostlyAgrees ? 'Unique but few agreed' : 'Unique but noisy'}: ${unique}, ${roughly(agreed)} agreed.${facts.agreement === undefined ? '' : ` ${sentence(facts.agreement)}.`}`,
      evidence,
    };
  if (facts.narrow !== undefined && inUse !== undefined)
    return {
      finding: 'narrow',
      says: `In use but narrow: ${unique}, ${roughly(inUse)} in use. Embedding diversity is only ${roughly(facts.narrow)}.`,
      evidence,
    };
  if (agreed !== undefined && reachedAgreed !== undefined && reachedAgreed < MOST_USED)
    return {
      finding: 'half-used',
      says: `No collapse so far: ${unique}, ${roughly(agreed)} agreed by both views.`,
      evidence,
    };
  if (agreed === undefined)
    return { finding: 'unseen', says: `No collapse: ${unique}. Usage was not measured.`, evidence };
  const shares = `${unique}${inUse === undefined ? '' : `, ${roughly(inUse)} in use`}`;
  if (!facts.unlearned || knn === undefined || untrained === undefined)
    return {
      finding: 'healthy',
      says: `${facts.unique < REGIME.few ? 'No collapse' : 'Healthy'}: ${shares}.`,
      evidence,
    };
  const worse = roughly(knn) !== roughly(untrained) && knn < untrained;
  return {
    finding: 'healthy',
    says: `No collapse: ${shares}. But features are ${worse ? 'worse' : 'no better'} than untrained: k-NN ${roughly(knn)}${facts.knnAt} against ${roughly(untrained)}.`,
    evidence,
  };
}

/** The fate of prototypes without a win: those that never had one are told from those that lost it. */
function withoutWin({ used = 0, never, prototypes }: Facts): string {
  const lost = 1 - used;
  if (never === undefined) return 'The other prototypes win no images.';
  if (never >= NEARLY_ALL * lost)
    return prototypes === 'decoupled'
      ? 'The other prototypes never won an image, so nothing moved them.'
      : 'The other prototypes never won an image, so nothing pulls them together.';
  return `${sentence(roughly(never))} never won an image, and ${roughly(Math.max(0, lost - never))} no longer win any.`;
}

/** A unique share, beside that of random directions where even these overlap. */
function uniqueWords({ unique, at, expected, expectedRange }: Facts & { readonly unique: number }): string {
  const share = `${roughly(unique)} unique`;
  if (unique >= REGIME.most) return `${share} (${at})`;
  return `${share} (${at}; ${besideRandom(unique, expectedRange)} ${roughly(expected)})`;
}

/** Words before the share of random directions. Only within their range are the two alike. */
function besideRandom(unique: number, [low, high]: Facts['expectedRange']): string {
  if (unique > high) return 'more than random,';
  return unique >= low ? 'like random,' : 'close to random,';
}

const notFinite = (evidence: string): Verdict => ({
  finding: 'not-finite',
  says: 'Training diverged: a number is NaN or infinite.',
  evidence: [evidence],
});

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
