import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import type { GaugeReading } from '../../../src/train/measure/gauge.ts';
import { summaryOf } from '../../../src/train/measure/summary.ts';
import { NO_EVALUATION, NO_NUMBERS } from '../../numbers.ts';

const shares = EPSILONS.map((_, i) => 1 - i / 10);
const READING: GaugeReading = {
  ...NO_NUMBERS,
  unique: shares,
  usedAndUnique: shares,
  dead: 0,
  uniformity: -4,
  used: 0.5,
  perplexity: 0.25,
  terms: {},
  angles: new Float32Array(0),
};
const RUN = {
  knnRandomInit: 0.5,
  knnUntrained: 0.55,
  knnRawPixels: 0.6,
  steps: 20,
  seconds: 2,
  backend: 'cpu',
} as const;
const summary = (loss?: number) =>
  summaryOf(
    loss === undefined ? READING : { ...READING, loss },
    { ...NO_EVALUATION, knn: 0.9, purity: 0.8 },
    { embeddingDiversity: shares, effectiveRank: 3, occupiedAndUnique: shares },
    RUN,
  );

test('a summary has its last numbers by name, and shares by ε', () => {
  const found = summary(1.5);
  expect(found).toMatchObject({ type: 'summary', used: 0.5, knn: 0.9, effectiveRank: 3, loss: 1.5, ...RUN });
  for (const byEpsilon of [found.unique, found.usedAndUnique, found.embeddingDiversity])
    expect(byEpsilon).toEqual(Object.fromEntries(EPSILONS.map((epsilon, i) => [epsilon, shares[i]])));
});

test('a run that trained no step has no loss', () => {
  expect(summary().loss).toBeNaN();
});
