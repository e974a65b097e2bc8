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
  'copies',
  'early',
  'some-copies',
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
  /** The verdict in one sentence. */
  readonly says: string;
  /** The numbers behind it, in a few words each. */
  readonly evidence: readonly string[];
}

/**
 * As a fraction of the unique share of random directions with the same K and D. Ten points exceed the spread over seeds
 * (README: at most 2.1 at ε 0.5).
 */
const MOST_UNIQUE = 0.9;
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
  if (!latest) return { finding: 'waiting', says: 'Start to see how its prototypes fare.', evidence: [] };
  if (latest.loss !== undefined && !Number.isFinite(latest.loss)) return notFinite('the loss is not finite');
  const facts = factsOf(run, latest, epsilon);
  const { unique, expected, dead, at } = facts;
  if (unique === undefined)
    return {
      finding: 'counting',
      says: `Counting the prototypes for the first time: ${Math.floor(100 * (share(latest.census?.share) ?? 0))} % done.`,
      evidence: [],
    };
  if (latest.step === 0)
    return {
      finding: 'untrained',
      says: `Untrained: ${roughly(unique)} of the prototypes are unique ${at}.`,
      evidence: deadOf(dead),
    };
  if (dead >= MANY_DEAD)
    return {
      finding: 'dead',
      says: `${sentence(roughly(dead))} of the prototypes are dead: they have no direction.`,
      evidence: [`${roughly(unique)} unique ${at}`, ...facts.lossEvidence],
    };
  return lossVerdict(facts) ?? prototypeVerdict({ ...facts, unique }, expected === 0 ? 1 : unique / expected);
}

function lossVerdict({ loss, lossEvidence, spread, unique, at, knnEvidence }: Facts): Verdict | undefined {
  const also = unique === undefined ? [] : [`${roughly(unique)} unique ${at}`];
  if (loss === 'uniform')
    return {
      finding: 'uniform',
      says: 'The loss sits at ln K: targets are uniform.',
      evidence: [...lossEvidence, ...also],
    };
  if (loss !== 'gone') return undefined;
  const few = Math.max(1, Math.round(spread ?? 1));
  return {
    finding: 'one-hot',
    says: `One-hot targets: every image gets the same ${few === 1 ? 'prototype' : `${few} prototypes`}, and the loss is all but gone.`,
    evidence: [...lossEvidence, ...also, ...knnEvidence],
  };
}

function prototypeVerdict(facts: Facts & { readonly unique: number }, relative: number): Verdict {
  const { at, unique, dead, early, evidence, lossEvidence, knnEvidence } = facts;
  const copies = Math.max(0, 1 - unique - dead);
  const health = facts.loss === 'falls' ? '; the loss looks healthy' : '';
  if (facts.stillBy !== undefined)
    return {
      finding: 'still',
      says: `${facts.stillBy}: ${roughly(unique)} unique ${at} by construction, whatever the encoder learns.`,
      evidence: [...evidence, ...knnEvidence],
    };
  if (relative < REGIME.few)
    return {
      finding: 'copies',
      says: `${sentence(roughly(copies))} of the prototypes are copies ${at}${health}.`,
      evidence: [...evidence, ...(health ? lossEvidence : []), ...knnEvidence],
    };
  if (early)
    return {
      finding: 'early',
      says: `Too early to say: ${roughly(unique)} are unique ${at} so far, and use needs ${EARLY} steps.`,
      evidence,
    };
  if (relative < MOST_UNIQUE)
    return {
      finding: 'some-copies',
      says: `${sentence(roughly(copies))} of the prototypes are copies ${at}.`,
      evidence: [...evidence, ...knnEvidence],
    };
  if (facts.idle)
    return {
      finding: 'not-started',
      says: `The prototypes have not started: the loss is still near ln K and every prototype gets about the same share, so ${roughly(unique)} unique says nothing.`,
      evidence: [...lossEvidence, ...evidence, ...knnEvidence],
    };
  return verdictOnUse(facts);
}

/** The verdict on prototypes that are as unique as random directions: whether images use them. */
function verdictOnUse(facts: Facts & { readonly unique: number }): Verdict {
  const { at, unique, used, agreed, inUse, reachedUsed, reachedAgreed, evidence, knnEvidence } = facts;
  // in few dimensions even random directions are close together
  const head = unique >= MOST_UNIQUE ? 'Unique' : besideRandom(unique, facts.expectedRange);
  const both = [`${roughly(unique)} unique ${at}`, ...evidence, ...knnEvidence];
  if (used !== undefined && reachedUsed !== undefined && reachedUsed < FEW_USED)
    return {
      finding: 'disused',
      says: `${head}, but only ${roughly(used)} are used: ${withoutWin(facts)}`,
      evidence: both,
    };
  if (agreed !== undefined && reachedAgreed !== undefined && reachedAgreed < FEW_USED)
    return {
      finding: 'noisy',
      says: `${head}, but both views of an image win only ${roughly(agreed)}${facts.agreement === undefined ? '' : `: ${facts.agreement}`}.`,
      evidence: both,
    };
  if (facts.narrow !== undefined && inUse !== undefined)
    return {
      finding: 'narrow',
      says: `${head}, and ${roughly(inUse)} in use, but the embeddings are narrow: of as many, only ${roughly(facts.narrow)} lie that far apart.`,
      evidence: both,
    };
  if (agreed !== undefined && reachedAgreed !== undefined && reachedAgreed < MOST_USED)
    return {
      finding: 'half-used',
      says: `${head}, and ${roughly(agreed)} are agreed by both views of some image.`,
      evidence: both,
    };
  if (agreed === undefined)
    return {
      finding: 'unseen',
      says: `${head}: ${roughly(unique)} unique ${at}. Whether images use them was not measured.`,
      evidence: [...evidence, ...knnEvidence],
    };
  const yet = facts.unlearned ? ' Yet the features are no better than untrained ones.' : '';
  return {
    finding: 'healthy',
    says: `${head}${inUse === undefined ? '' : unique >= MOST_UNIQUE ? ' and in use' : ', and in use'}: ${roughly(unique)} unique ${at}${inUse === undefined ? '' : `, ${roughly(inUse)} in use`}.${yet}`,
    evidence: [...evidence, ...knnEvidence],
  };
}

/** What the prototypes without a win are like: those that never had one are told from those that lost it. */
function withoutWin({ used = 0, never, prototypes }: Facts): string {
  const lost = 1 - used;
  if (never === undefined) return 'the others win no image.';
  if (never >= NEARLY_ALL * lost)
    return prototypes === 'decoupled'
      ? 'the others never won an image, and so never moved.'
      : 'the others never won an image, and nothing pulls them together.';
  return `${roughly(never)} never won an image, and ${roughly(Math.max(0, lost - never))} no longer do.`;
}

/** Words for a unique share beside that of random directions. Only within their range are the two alike. */
function besideRandom(unique: number, [low, high]: Facts['expectedRange']): string {
  if (unique > high) return 'More unique than random directions';
  return unique >= low ? 'As unique as random directions' : 'Almost as unique as random directions';
}

const notFinite = (came: string): Verdict => ({
  finding: 'not-finite',
  says: 'A number is no longer finite: what follows would mean nothing.',
  evidence: [came],
});

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
