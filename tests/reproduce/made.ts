import { EPSILONS } from '../../src/base/epsilons.ts';
import type { Summary } from '../../src/base/messages.ts';
import { random } from '../../src/base/random.ts';
import { type Planned, planOf, type Wish } from '../../src/reproduce/plan.ts';
import { type Reproduction, resultsOf } from '../../src/reproduce/results.ts';
import type { Finished } from '../../src/reproduce/runs.ts';
import { NO_BASELINE, NO_NUMBERS, NO_RESULTS } from '../numbers.ts';

export const WISH: Wish = { seeds: 2, only: [], knobs: { steps: 3 }, backend: 'cpu' };

export const byEpsilon = (value: number) => Object.fromEntries(EPSILONS.map((epsilon) => [epsilon, value]));

/** A finished run with made-up numbers, of which `more` are those that a test is about. */
export function made({ config, seed }: Planned, more: Partial<Summary> = {}): Finished {
  const source = random(seed);
  const summary: Summary = {
    ...NO_RESULTS,
    unique: byEpsilon(0.5),
    used: 0.25,
    usedAndUnique: byEpsilon(0.125),
    agreedAndUnique: byEpsilon(0.0625),
    purity: 0.6,
    perplexity: 0.3,
    uniformity: -3,
    embeddingDiversity: byEpsilon(0.75),
    effectiveRank: 5,
    knn: 0.8,
    knnRandomInit: 0.6,
    knnUntrained: 0.65,
    knnRawPixels: 0.95,
    loss: 2,
    steps: 3,
    ...more,
  };
  return {
    config,
    backend: { name: 'cpu', adapter: 'plain JavaScript', software: false, reason: 'asked for' },
    series: {},
    baseline: {
      ...NO_BASELINE,
      lnK: 1,
      uniqueRandom: EPSILONS.map(() => 1),
      uniformityRandom: -3.5,
      usedReach: 1,
      agreedReach: 1,
      knnRandomInit: 0.6,
      knnUntrained: 0.65,
      knnRawPixels: 0.95,
      bankSize: 100,
      querySize: 20,
    },
    final: {
      ...NO_NUMBERS,
      type: 'measure',
      report: 3,
      step: 3,
      steps: 3,
      seconds: 1,
      stepsPerSecond: 3,
      secondsLeft: 0,
      terms: {},
      unique: EPSILONS.map(() => 0.5),
      used: 0.25,
      perplexity: 0.3,
      usedAndUnique: EPSILONS.map(() => 0.125),
      agreedAndUnique: EPSILONS.map(() => 0.0625),
      uniformity: -3,
      angles: Float32Array.from({ length: 64 }, () => Math.PI * (2 * source.uniform() - 1)),
      momentum: 1,
    },
    summary,
  };
}

/** A reproduction whose runs have the numbers `numbers(row id, seed)`. */
export function results(
  wish: Wish,
  numbers: (id: string, seed: number) => Partial<Summary> = () => ({}),
): Reproduction {
  const plan = planOf(wish, 'test');
  const outcomes = plan.runs.map((run) => ({ run, lane: made(run, numbers(run.system.id, run.seed)) }));
  return resultsOf(plan, outcomes, {
    createdAt: '2026-01-02T03:04:05.000Z',
    engine: 'test',
  });
}

const JOINT: Readonly<Record<string, number>> = { dino: 0.01, dinov2: 0.4, capi: 0.5 };

/** As in the paper: joint prototypes collapse, decoupled ones do not. */
const asThePaper = (id: string, seed: number) => ({
  unique: byEpsilon(id.includes('dec') ? 1 : (JOINT[id] ?? 0.03)),
  knn: (id.includes('dec') ? 0.82 : 0.8) + seed / 1000,
});

/** Results in which joint prototypes collapse and decoupled ones do not. */
export const paperLike = () => results(WISH, asThePaper);
