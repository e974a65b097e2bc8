import { EPSILONS } from '../../../base/epsilons.ts';
import type { Baseline, Measure } from '../../../base/messages.ts';
import { concentrated, nearStart, REGIME } from '../../../base/regime.ts';
import type { Series } from '../../../base/series.ts';
import { type LaneRun, latestOf } from '../../state/lane-state.ts';
import { numeral, roughly } from '../../words/numerals.ts';

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
/**
 * So many times the embedding diversity in use, and so large a share of K: prototypes then split embeddings that hardly
 * differ. Joint SwAV behind the matched head has 18 % in use and a diversity of 2.5 %, spherical CARP 11.5 and 49 %.
 */
const NARROW = { times: 3, least: 0.05 };
/** The part of the prototypes without a win that never had one, from which on "never moved" explains them. */
const NEARLY_ALL = 0.9;
/** Steps before which use says little: it takes a step or two to move, and learning rates still rise. */
const EARLY = 50;
/** From one half on, dead prototypes are no accident. */
const MANY_DEAD = 0.5;
/**
 * As a fraction of ln K. Stuck runs agree with it to three digits or more (8.3178, 6.24). Joint DINO, the slowest to
 * leave it, is 1.5 % below after 50 steps.
 */
const NEAR_LN_K = 0.005;
/** Reports in a row near ln K, so that a curve which merely crosses it does not count. */
const SITS = 5;
/** The fraction of its first value that a loss must drop. Runs that learn drop 10 % or more. */
const FALLEN = 0.05;

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

interface Facts {
  readonly at: string;
  /** Shares of K; undefined before the first count. */
  readonly unique: number | undefined;
  readonly dead: number;
  readonly used: number | undefined;
  readonly agreed: number | undefined;
  /** Agreed and unique. */
  readonly inUse: number | undefined;
  readonly never: number | undefined;
  /** Embedding diversity, where much more than that is in use. */
  readonly narrow: number | undefined;
  /** Used and agreed, over the share that the window's rows can reach. */
  readonly reachedUsed: number | undefined;
  readonly reachedAgreed: number | undefined;
  readonly agreement: string | undefined;
  /** Why prototypes did not move since the start; undefined if they moved. */
  readonly stillBy: string | undefined;
  /** Unique share of random directions with the same K and D: mean, and range over draws. */
  readonly expected: number;
  readonly expectedRange: readonly [low: number, high: number];
  readonly loss: 'unknown' | 'uniform' | 'gone' | 'falls' | 'flat';
  /** True while the loss is near that of uniform targets and all prototypes have about the same share. */
  readonly idle: boolean;
  readonly lossEvidence: readonly string[];
  readonly prototypes: string;
  readonly K: number;
  /** Number of prototypes that the mean assignment spreads over. */
  readonly spread: number | undefined;
  readonly early: boolean;
  readonly evidence: readonly string[];
  readonly knnEvidence: readonly string[];
  readonly unlearned: boolean;
}

function factsOf(run: LaneRun, latest: Measure, epsilon: number): Facts {
  const config = run.config ?? {};
  const K = Number(config['K'] ?? 0) || 0;
  const unique = share(latest.unique[epsilon]);
  const used = share(latest.used);
  const dead = share(latest.dead) ?? 0;
  const perplexity = share(latest.perplexity);
  const { baseline } = run;
  const expected = share(baseline?.uniqueRandom[epsilon]) ?? 1;
  const low = share(baseline?.uniqueRandomLow[epsilon]) ?? expected;
  const high = share(baseline?.uniqueRandomHigh[epsilon]) ?? expected;
  const agreed = share(latest.agreed);
  const inUse = share(latest.agreedAndUnique[epsilon]);
  const [agreement, chance] = [share(latest.agreement), share(latest.agreementChance)];
  const at = `at ε ${EPSILONS[epsilon]}`;
  const { loss, near, evidence: lossEvidence } = lossOf(run, latest);
  const knn = share(run.history.knn.values.at(-1));
  const untrained = share(run.baseline?.knnUntrained);
  const unlearned = knn !== undefined && untrained !== undefined && knn - untrained < REGIME.sameKnn;
  const spread = perplexity === undefined || K === 0 ? undefined : perplexity * K;
  const counted = latest.census?.step;
  const diversity = share(run.summary?.ceiling[String(EPSILONS[epsilon])]);
  const narrow =
    inUse !== undefined &&
    inUse >= NARROW.least &&
    diversity !== undefined &&
    inUse > NARROW.times * diversity
      ? diversity
      : undefined;
  return {
    at,
    unique,
    dead,
    used,
    agreed,
    inUse,
    never: share(latest.neverUsed),
    narrow,
    reachedUsed: ofReach(used, baseline?.usedReach),
    reachedAgreed: ofReach(agreed, baseline?.agreedReach),
    agreement:
      agreement === undefined || chance === undefined
        ? undefined
        : `two views of an image agree in ${roughly(agreement)}, by chance ${roughly(chance)}`,
    stillBy: stillBy(run, latest),
    expected,
    expectedRange: [low, high],
    loss: loss === 'gone' && !(spread !== undefined && concentrated(spread, K)) ? 'falls' : loss,
    idle: near && perplexity !== undefined && perplexity > REGIME.even,
    lossEvidence,
    prototypes: String(config['prototypes'] ?? ''),
    K,
    spread,
    early: latest.step < Math.min(EARLY, latest.steps),
    evidence: [
      ...(expected < 1 && baseline
        ? [`random directions ${roughly(expected)}${drawsIn(baseline, low, high)}`]
        : []),
      ...(inUse === undefined ? [] : [`${roughly(inUse)} in use (agreed and unique)`]),
      ...(narrow === undefined ? [] : [`embedding diversity ${roughly(narrow)}`]),
      ...(used === undefined ? [] : [`${roughly(used)} used by some view`]),
      ...(agreement === undefined || chance === undefined
        ? []
        : [`views agree in ${roughly(agreement)}, by chance ${roughly(chance)}`]),
      ...deadOf(dead),
      ...(counted !== undefined && counted !== latest.step ? [`counted at step ${counted}`] : []),
    ],
    knnEvidence:
      knn === undefined
        ? []
        : [`k-NN ${roughly(knn)}${untrained === undefined ? '' : `, untrained ${roughly(untrained)}`}`],
    unlearned,
  };
}

/** Compares the loss's first term, that of the assignments, with the loss of uniform targets. */
function lossOf(run: LaneRun, latest: Measure): { loss: Facts['loss']; near: boolean; evidence: string[] } {
  const term = Object.keys(latest.terms)[0];
  const series: Series = (term === undefined ? undefined : run.history.terms[term]) ?? run.history.loss;
  const now = term === undefined ? latest.loss : latest.terms[term];
  const first = series.values[0];
  const lnK = run.baseline?.lnK;
  if (now === undefined || !Number.isFinite(now) || first === undefined || !Number.isFinite(first))
    return { loss: 'unknown', near: false, evidence: [] };
  const classes = lnK === undefined ? 0 : Math.round(Math.exp(lnK));
  const known = lnK !== undefined && Number.isFinite(lnK) && lnK > 0 && Number.isFinite(classes);
  const evidence = [
    `${term ?? 'loss'} ${shown(now)}, at first ${shown(first)}`,
    ...(known ? [`ln ${numeral(classes)} is ${shown(lnK)}`] : []),
  ];
  const near = known && nearStart(now, lnK);
  if (known) {
    const recent = series.values.slice(-SITS);
    const warm = latest.step >= Math.max(EARLY, Number(run.config?.['warmup'] ?? 0) * latest.steps);
    if (warm && recent.length === SITS && recent.every((value) => Math.abs(value - lnK) <= NEAR_LN_K * lnK))
      return { loss: 'uniform', near, evidence };
    if (now <= REGIME.gone * lnK) return { loss: 'gone', near, evidence };
  }
  return { loss: first - now >= FALLEN * Math.abs(first) ? 'falls' : 'flat', near, evidence };
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

/** Why prototypes stand where they began. That they do shows in their uniformity, to the last digit. */
function stillBy(run: LaneRun, latest: Measure): string | undefined {
  const { values } = run.history.uniformity;
  const config = run.config ?? {};
  if (config['prototypes'] === 'fixed') return 'Fixed prototypes';
  if (values.length < 2 || values.at(-1) !== values[0]) return undefined;
  if (Number(config['freeze_prototypes'] ?? 0) >= latest.step) return 'Prototypes are frozen so far';
  if (config['advance'] === 'encoder') return 'The encoder alone advances, and prototypes stand still';
  if (Number(config['prototype_lr_multiplier'] ?? 1) === 0) return 'Prototypes have a learning rate of 0';
  return 'No prototype has moved';
}

/** Words for a unique share beside that of random directions. Only within their range are the two alike. */
function besideRandom(unique: number, [low, high]: Facts['expectedRange']): string {
  if (unique > high) return 'More unique than random directions';
  return unique >= low ? 'As unique as random directions' : 'Almost as unique as random directions';
}

/** The range of random directions, and how many draws it is of. */
function drawsIn({ randomDraws }: Baseline, low: number, high: number): string {
  if (!Number.isFinite(randomDraws)) return '';
  if (randomDraws === 1) return ' (1 draw)';
  return ` (${roughly(low)} to ${roughly(high)} in ${numeral(randomDraws)} draws)`;
}

const notFinite = (came: string): Verdict => ({
  finding: 'not-finite',
  says: 'A number is no longer finite: what follows would mean nothing.',
  evidence: [came],
});

/** Clamps a share of K to 0..1. Undefined for a missing or non-finite number. */
const share = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : Math.min(1, Math.max(0, value));

/** A share of K over the share that the window can reach. */
function ofReach(value: number | undefined, reach: number | undefined): number | undefined {
  const reachable = share(reach) ?? 1;
  return value === undefined || reachable === 0 ? undefined : value / reachable;
}

const deadOf = (dead: number): string[] => (dead > 0 ? [`${roughly(dead)} dead (no direction)`] : []);

const shown = (value: number) =>
  Math.abs(value) < 1e6 ? numeral(Number(value.toPrecision(4))) : value.toExponential(1);

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
