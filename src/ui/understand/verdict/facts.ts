import { configAfter, type RunConfig } from '../../../base/config.ts';
import { EPSILONS } from '../../../base/epsilons.ts';
import { idleSettings, stillKey } from '../../../base/idle-settings.ts';
import type { Baseline, Measure } from '../../../base/messages.ts';
import { concentrated, nearStart, REGIME } from '../../../base/regime.ts';
import { EMPTY_SERIES, last, type Series } from '../../../base/series.ts';
import { USAGE_ROWS } from '../../../base/usage-window.ts';
import { type LaneRun, startedWith } from '../../state/lane-state.ts';
import { numeral, roughly } from '../../words/numerals.ts';

/**
 * So many times the embedding diversity in use, and so large a share of K: prototypes then split embeddings that hardly
 * differ. Joint SwAV behind the matched head has 18% in use and a diversity of 2.5%, spherical CARP 11.5 and 49%.
 */
const NARROW = { times: 3, least: 0.05 };
/** Steps before which use says little: it takes a step or two to move, and learning rates still rise. */
export const EARLY = 50;
/**
 * As a fraction of ln K. Stuck runs agree with it to three digits or more (8.3178, 6.24). Joint DINO, the slowest to
 * leave it, is 1.5% below after 50 steps.
 */
const NEAR_LN_K = 0.005;
/** Reports in a row near ln K, so that a curve which merely crosses it does not count. */
const SITS = 5;
/** The fraction of its first value that a loss must drop. Runs that learn drop 10% or more. */
const FALLEN = 0.05;
/** As a fraction of the uniformity: far above what rounding adds over a run, and below what a step of training does. */
const ROUNDING = 1e-6;
/** The unique share that a run must have lost lately to be called collapsing: the spread over seeds (README). */
const LOSES = 0.021;

/** The numbers of a run that its verdict reads, clamped to what they can be. */
export interface Facts {
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
  /** True if two views agree on most images. */
  readonly mostlyAgrees: boolean;
  /** The reason why prototypes did not move since the start; undefined if they moved. */
  readonly stillBy: Still | undefined;
  /** Settings that were idle in the whole run, beside those that held prototypes. A sentence each. */
  readonly idleSettings: readonly string[];
  /** Unique share of random directions with the same K and D: mean, and range over draws. */
  readonly expected: number;
  readonly expectedRange: readonly [low: number, high: number];
  readonly loss: 'unknown' | 'uniform' | 'gone' | 'falls' | 'flat';
  /** The loss as a fraction of ln K. */
  readonly left: number;
  /** True if the loss fell in the second half of the steps so far, too. */
  readonly keepsFalling: boolean;
  /** True if prototypes became duplicates in the second half of the steps so far. */
  readonly collapsing: boolean;
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
  /** The step of the k-NN in words, where it is older than the verdict: " at step 400". */
  readonly knnAt: string;
  /** k-NN accuracy, and that of the untrained encoder. */
  readonly knn: number | undefined;
  readonly untrained: number | undefined;
  readonly unlearned: boolean;
}

/** The lane's state and its reason, as two parts of a sentence. */
interface Still {
  readonly lead: string;
  readonly because: string;
}

/** The facts of a run at a report. `epsilon` indexes EPSILONS. */
export function factsOf(run: LaneRun, latest: Measure, epsilon: number): Facts {
  const config = run.config ?? {};
  const K = Number(config['K'] ?? 0) || 0;
  const unique = share(latest.unique[epsilon]);
  const used = share(latest.used);
  const dead = share(latest.dead) ?? 0;
  const perplexity = share(latest.perplexity);
  const { baseline } = run;
  // untrained prototypes are random directions, and the baseline comes some steps later
  const uniques = run.history.unique[epsilon];
  const untrainedUnique = uniques?.steps[0] === 0 ? share(uniques.values[0]) : undefined;
  const expected = share(baseline?.uniqueRandom[epsilon]) ?? untrainedUnique ?? 1;
  const low = share(baseline?.uniqueRandomLow[epsilon]) ?? expected;
  const high = share(baseline?.uniqueRandomHigh[epsilon]) ?? expected;
  const agreed = share(latest.agreed);
  const inUse = share(latest.agreedAndUnique[epsilon]);
  const [agreement, chance] = [share(latest.agreement), share(latest.agreementChance)];
  const at = `ε ${EPSILONS[epsilon]}`;
  const { loss, near, left, keepsFalling, evidence: lossEvidence } = lossOf(run, latest);
  const uniqueHalfway = halfway(latest.step, run.history.unique[epsilon]);
  const knn = share(last(run.history.knn));
  const knnStep = run.history.knn.steps.at(-1);
  const knnAt =
    knn === undefined || knnStep === undefined || knnStep >= latest.step
      ? ''
      : ` at step ${numeral(knnStep)}`;
  const untrained = share(run.baseline?.knnUntrained);
  const unlearned = knn !== undefined && untrained !== undefined && knn - untrained < REGIME.sameKnn;
  const spread = perplexity === undefined || K === 0 ? undefined : perplexity * K;
  const counted = latest.census?.step;
  const diversity = share(run.summary?.embeddingDiversity[String(EPSILONS[epsilon])]);
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
        : `two views agree on ${roughly(agreement)} of images (${roughly(chance)} by chance)`,
    mostlyAgrees: agreement !== undefined && agreement >= 0.5,
    stillBy: stillBy(run, latest),
    idleSettings: idleSettings(config).flatMap(({ key, says }) =>
      key === stillKey(config, latest.steps) ? [] : [says],
    ),
    expected,
    expectedRange: [low, high],
    loss: loss === 'gone' && !(spread !== undefined && concentrated(spread, K)) ? 'falls' : loss,
    left,
    keepsFalling,
    collapsing: unique !== undefined && uniqueHalfway - unique >= LOSES,
    idle: near && perplexity !== undefined && perplexity > REGIME.even,
    lossEvidence,
    prototypes: String(config['prototypes'] ?? ''),
    K,
    spread,
    early: latest.step < Math.min(EARLY, latest.steps),
    evidence: [
      ...(expected < 1 && baseline
        ? [`random baseline ${roughly(expected)}${drawsIn(baseline, low, high)}`]
        : []),
      ...(inUse === undefined ? [] : [`${roughly(inUse)} in use (agreed and unique)`]),
      ...(narrow === undefined ? [] : [`embedding diversity ${roughly(narrow)}`]),
      ...(used === undefined ? [] : [`${roughly(used)} used (last ${numeral(USAGE_ROWS)} rows)`]),
      ...(agreement === undefined || chance === undefined
        ? []
        : [`views agree on ${roughly(agreement)} of images (${roughly(chance)} by chance)`]),
      ...deadOf(dead),
      ...(counted !== undefined && counted !== latest.step ? [`counted at step ${counted}`] : []),
    ],
    knnEvidence:
      knn === undefined
        ? []
        : [
            `k-NN ${roughly(knn)}${knnAt}${untrained === undefined ? '' : ` (untrained ${roughly(untrained)})`}`,
          ],
    knn,
    knnAt,
    untrained,
    unlearned,
  };
}

/** Compares the loss's first term, that of the assignments, with the loss of uniform targets. */
function lossOf(
  run: LaneRun,
  latest: Measure,
): Pick<Facts, 'loss' | 'left' | 'keepsFalling'> & {
  readonly near: boolean;
  readonly evidence: string[];
} {
  const term = Object.keys(latest.terms)[0];
  const series: Series = (term === undefined ? undefined : run.history.terms[term]) ?? run.history.loss;
  const now = term === undefined ? latest.loss : latest.terms[term];
  const first = series.values[0];
  const lnK = run.baseline?.lnK;
  if (now === undefined || !Number.isFinite(now) || first === undefined || !Number.isFinite(first))
    return { loss: 'unknown', near: false, left: 0, keepsFalling: false, evidence: [] };
  const classes = lnK === undefined ? 0 : Math.round(Math.exp(lnK));
  const known = lnK !== undefined && Number.isFinite(lnK) && lnK > 0 && Number.isFinite(classes);
  const evidence = [
    `loss${term === undefined ? '' : ` (${term})`} ${shown(first)} → ${shown(now)}${known ? `; uniform would be ln ${numeral(classes)} = ${shown(lnK)}` : ''}`,
  ];
  const near = known && nearStart(now, lnK);
  const also = {
    near,
    left: known ? Math.max(0, now / lnK) : 0,
    keepsFalling: now < halfway(latest.step, series),
    evidence,
  };
  if (known) {
    const recent = series.values.slice(-SITS);
    const warm = latest.step >= Math.max(EARLY, Number(run.config?.['warmup'] ?? 0) * latest.steps);
    if (warm && recent.length === SITS && recent.every((value) => Math.abs(value - lnK) <= NEAR_LN_K * lnK))
      return { loss: 'uniform', ...also };
    if (now <= REGIME.gone * lnK) return { loss: 'gone', ...also };
  }
  return { loss: first - now >= FALLEN * Math.abs(first) ? 'falls' : 'flat', ...also };
}

/** The value of a curve at half of these steps; NaN before its first point. */
const halfway = (step: number, { steps, values }: Series = EMPTY_SERIES): number =>
  values[steps.findLastIndex((each) => each <= step / 2)] ?? Number.NaN;

/**
 * The reason why prototypes are where they began. Their uniformity shows that they are: up to rounding, since an EMA
 * teacher rounds anew at each step, where settings held them, and else to the last digit.
 */
function stillBy(run: LaneRun, latest: Measure): Still | undefined {
  const { values } = run.history.uniformity;
  const config = run.config ?? {};
  if (config['prototypes'] === 'fixed') return { lead: 'Control', because: 'these prototypes never move' };
  const [first, now] = [values[0], values.at(-1)];
  if (values.length < 2 || first === undefined || now === undefined) return undefined;
  const held = configsOf(run).every((each) => stillKey(each, latest.step) !== undefined);
  if (!(held ? Math.abs(now - first) <= ROUNDING * Math.abs(first) : now === first)) return undefined;
  switch (held ? stillKey(config, latest.step) : undefined) {
    case 'freeze_prototypes':
      return {
        lead: latest.step < latest.steps ? 'Frozen so far' : 'Frozen to the end',
        because: 'the prototypes have not moved',
      };
    case 'update':
      return { lead: 'Encoder only', because: 'prototypes are not updated' };
    case 'prototype_lr_multiplier':
      return { lead: 'Prototype learning rate 0', because: 'the prototypes do not move' };
    default:
      return { lead: 'Not moving', because: 'no prototype has moved yet' };
  }
}

/** All settings that a run has had, from its start on. */
function configsOf(run: LaneRun): RunConfig[] {
  const started = startedWith(run) ?? {};
  const changes = run.course?.changes ?? [];
  return [started, ...changes.map((_, i) => configAfter(started, changes.slice(0, i + 1)))];
}

/** The range of random directions, and how many draws it is of. */
function drawsIn({ randomDraws }: Baseline, low: number, high: number): string {
  if (!Number.isFinite(randomDraws)) return '';
  if (randomDraws === 1) return ' (1 draw)';
  return ` (${roughly(low)} to ${roughly(high)} over ${numeral(randomDraws)} draws)`;
}

/** Clamps a share of K to 0..1. Undefined for a missing or non-finite number. */
export const share = (value: number | undefined): number | undefined =>
  value === undefined || !Number.isFinite(value) ? undefined : Math.min(1, Math.max(0, value));

/** A share of K over the share that the window can reach. */
function ofReach(value: number | undefined, reach: number | undefined): number | undefined {
  const reachable = share(reach) ?? 1;
  return value === undefined || reachable === 0 ? undefined : value / reachable;
}

/** The share of dead prototypes in a few words, if there are any. */
export const deadOf = (dead: number): string[] =>
  dead > 0 ? [`${roughly(dead)} dead (zero or non-finite)`] : [];

const shown = (value: number) =>
  Math.abs(value) < 1e6 ? numeral(Number(value.toPrecision(3))) : value.toExponential(1);
