import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import type { GaugeReading } from '../../../src/train/measure/gauge.ts';
import { measureOf } from '../../../src/train/measure/measure-report.ts';
import { NO_EVALUATION, NO_NUMBERS } from '../../numbers.ts';

const shares = EPSILONS.map(() => 1);
const READING: GaugeReading = {
  ...NO_NUMBERS,
  unique: shares,
  usedAndUnique: shares,
  dead: 0,
  uniformity: -4,
  used: 1,
  perplexity: 1,
  terms: {},
  angles: new Float32Array(0),
};
const CONFIG = checked({ steps: 100 });

test('speed and time left follow from the steps and seconds so far', () => {
  const measure = measureOf(CONFIG, 20, 5, READING, { ...NO_EVALUATION, knn: 0.9 });
  expect(measure).toMatchObject({ step: 20, steps: 100, stepsPerSecond: 4, secondsLeft: 20, knn: 0.9 });
  // ten dense reports, then every fifth step
  expect(measure.report).toBe(12);
});

test('the untrained state has no speed, and what the schedules begin with', () => {
  const measure = measureOf(CONFIG, 0, 0, READING, undefined);
  expect(measure).toMatchObject({ report: 0, stepsPerSecond: 0, secondsLeft: 0 });
  expect(measure.momentum).toBeCloseTo(0.96, 12);
  expect(measure.lr).toBeCloseTo(0.0002, 12);
  expect('knn' in measure).toBe(false);
});

test('the momentum is the one that is used', () => {
  const momentum = (given: Record<string, number | string>) =>
    measureOf(checked({ steps: 100, ...given }), 0, 0, READING, undefined).momentum;
  expect(momentum({ time_compression: 1 })).toBeCloseTo(0.996, 12);
  expect(momentum({ momentum_teacher: 0.9 })).toBe(0.9);
  expect(momentum({ method: 'swav', momentum_teacher: 0.9 })).toBe(0);
});
