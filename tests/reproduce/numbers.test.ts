import { expect, test } from 'vitest';
import { metricTitle, ranged, written } from '../../src/reproduce/numbers.ts';
import { spreadOf } from '../../src/reproduce/statistics.ts';

test('shares are written as per cent, other numbers by three digits, and what is missing by a dash', () => {
  expect(written('knn', 0.8237)).toBe('82.4');
  expect(written('effectiveRank', 13.577)).toBe('13.6');
  expect(written('uniformity', -3.1234)).toBe('−3.12');
  expect(written('knn', Number.NaN)).toBe('–');
});

test('a range stands behind the mean of several seeds, and no minus runs into its dash', () => {
  expect(ranged('knn', spreadOf([0.8, 0.9]))).toBe('85.0 (80.0–90.0)');
  expect(ranged('uniformity', spreadOf([-3, -2]))).toBe('−2.5 (−3 to −2)');
  expect(ranged('knn', spreadOf([0.8]))).toBe('80.0');
});

test('a name in a sentence has no unit', () => {
  expect(metricTitle('unique@0.025')).toBe('unique at ε 0.025');
});
