import { EPSILONS } from '../src/base/epsilons.ts';
import type { MeasureRow } from '../src/base/measure-row.ts';
import { CURVES, type Measured, RESULTS, type Results } from '../src/base/measures.ts';
import type { Baseline, Counts, Summary } from '../src/base/messages.ts';

// Zeros for the numbers that a test is not about, so that a new measure changes no test.

const zeros = <T>(rows: readonly MeasureRow[], perEpsilon: () => T): Record<string, number | T> =>
  Object.fromEntries(rows.map((row) => [row.id, row.perEpsilon ? perEpsilon() : 0]));

const list = (): readonly number[] => EPSILONS.map(() => 0);

export const NO_COUNTS = zeros(
  CURVES.filter(({ when }) => when === 'count'),
  list,
) as Counts;

/** The numbers that every report carries. */
export const NO_NUMBERS = zeros(
  CURVES.filter(({ when }) => when === 'count' || when === 'report' || when === 'schedule'),
  list,
) as Measured<'count' | 'report' | 'schedule'>;

export const NO_EVALUATION = zeros(
  CURVES.filter(({ when }) => when === 'evaluation'),
  list,
) as Measured<'evaluation'>;

const results = zeros(RESULTS, () => Object.fromEntries(EPSILONS.map((epsilon) => [String(epsilon), 0])));

export const NO_RESULTS: Summary = {
  type: 'summary',
  ...(results as Results),
  knnRandomInit: 0,
  knnUntrained: 0,
  knnRawPixels: 0,
  steps: 20,
  seconds: 1,
  backend: 'cpu',
};

export const NO_BASELINE: Baseline = {
  type: 'baseline',
  lnK: 0,
  uniqueRandom: list(),
  uniqueRandomLow: list(),
  uniqueRandomHigh: list(),
  uniformityRandom: 0,
  uniformityRandomLow: 0,
  uniformityRandomHigh: 0,
  randomDraws: 20,
  usedReach: 1,
  agreedReach: 1,
  knnRandomInit: 0,
  knnUntrained: 0,
  knnRawPixels: 0,
  bankSize: 0,
  querySize: 0,
};
