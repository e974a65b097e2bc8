import { expect, test } from 'vitest';
import { METRICS, metricOf } from '../../src/reproduce/metrics.ts';
import { NO_RESULTS } from '../numbers.ts';

const summary = { ...NO_RESULTS, unique: { '0.025': 0.1, '0.5': 0.3 }, knn: 0.8, knnUntrained: 0.65 };

test('a metric reads its number out of a summary, at its ε where it has one', () => {
  expect(metricOf('unique@0.025').of(summary)).toBe(0.1);
  expect(metricOf('unique@0.5').of(summary)).toBe(0.3);
  // runs from before an ε was in the grid have no number there
  expect(metricOf('unique@0.1').of(summary)).toBeNaN();
  expect(metricOf('knnGain').of(summary)).toBeCloseTo(0.15, 12);
});

test('every metric has an id of its own, and an unknown one is named', () => {
  expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
  expect(() => metricOf('fame')).toThrow('no metric fame');
});
