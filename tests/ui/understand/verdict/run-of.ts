import type { RunConfig } from '../../../../src/base/config.ts';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import type { Baseline, Measure } from '../../../../src/base/messages.ts';
import { EMPTY_HISTORY, record as recorded } from '../../../../src/ui/state/history.ts';
import type { LaneRun } from '../../../../src/ui/state/lane-state.ts';
import { NO_BASELINE, NO_RESULTS } from '../../../numbers.ts';
import { measureAt } from '../../played-lane.ts';

/** Place of the last ε, 0.5. */
export const HALF = EPSILONS.length - 1;

/** One number for each ε, by its text. */
export const atEach = (value: number) => Object.fromEntries(EPSILONS.map((epsilon) => [epsilon, value]));

export interface Numbers {
  readonly prototypes?: string;
  readonly unique: number;
  /** Unique of every report, from the first to the last but one; `unique` by default. */
  readonly uniqueBefore?: readonly number[];
  /** Used, agreed, and agreed and unique; agreed and in use as much as used by default. */
  readonly used: number;
  readonly agreed?: number;
  readonly inUse?: number;
  readonly never?: number;
  /** Embedding diversity, of a run that ended. */
  readonly diversity?: number;
  /** Share of images whose two views agree, and by chance. */
  readonly agreement?: readonly [views: number, chance: number];
  readonly reach?: number;
  readonly config?: RunConfig;
  readonly dead?: number;
  /** Of every report; prototypes move by default. */
  readonly uniformity?: number;
  readonly perplexity?: number;
  readonly step?: number;
  /** Of the loss's first term, report by report. */
  readonly losses?: readonly number[];
  readonly lnK?: number;
  readonly random?: number;
  /** Of its draws. */
  readonly range?: readonly [low: number, high: number];
  readonly knn?: readonly [untrained: number, now: number];
}

/** A run whose last report holds these numbers, as lanes of the default recipe have them. */
export function runOf(numbers: Numbers): LaneRun {
  const {
    prototypes = 'joint',
    unique,
    used,
    agreed = used,
    inUse = agreed,
    dead = 0,
    perplexity = 0.5,
    step = 500,
  } = numbers;
  const {
    losses = [2.748, 2.509, 2.076, 1.592],
    lnK = Math.log(16),
    random = 1,
    range = [random, random],
    knn = [0.634, 0.836],
    never = 1 - used,
    agreement = [0.6, 0.02],
    reach = 1,
  } = numbers;
  const baseline: Baseline = {
    ...NO_BASELINE,
    lnK,
    uniqueRandom: EPSILONS.map(() => random),
    uniqueRandomLow: EPSILONS.map(() => range[0]),
    uniqueRandomHigh: EPSILONS.map(() => range[1]),
    uniformityRandom: -3.94,
    usedReach: reach,
    agreedReach: reach,
    // batch-norm statistics are no learning
    knnRandomInit: knn[0] - 0.2,
    knnUntrained: knn[0],
    knnRawPixels: 0.952,
    bankSize: 10000,
    querySize: 2000,
  };
  const measures = losses.map((loss, i): Measure => {
    const at = Math.max(1, Math.round((step * (i + 1)) / losses.length));
    return {
      ...measureAt(i + 1, step === 0 ? 0 : at, 500),
      ...(numbers.uniformity === undefined ? {} : { uniformity: numbers.uniformity }),
      loss,
      terms: { consistency: loss },
      unique: EPSILONS.map(() => numbers.uniqueBefore?.[i] ?? unique),
      agreedAndUnique: EPSILONS.map(() => inUse),
      agreed,
      agreement: agreement[0],
      agreementChance: agreement[1],
      neverUsed: never,
      used,
      dead,
      perplexity,
      knn: knn[1],
    };
  });
  const latest = measures[measures.length - 1];
  return {
    config: { method: 'carp', prototypes, K: 512, batch: 64, warmup: 0.1, ...numbers.config },
    baseline,
    history: measures.reduce(recorded, EMPTY_HISTORY),
    snapshots: [latest],
    step: latest.step,
    ...(numbers.diversity !== undefined && {
      summary: { ...NO_RESULTS, embeddingDiversity: atEach(numbers.diversity) },
    }),
  };
}
