import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { effectiveRank } from '../../src/metrics/rank.ts';

const source = random(2);

test('any line has rank 1, a point has rank 0', () => {
  const line = Float32Array.from({ length: 50 * 3 }, (_, i) => 5 + Math.floor(i / 3) * (1 + (i % 3)));
  expect(effectiveRank(line, 50, 3)).toBeCloseTo(1, 5);
  expect(effectiveRank(new Float32Array(30).fill(2), 10, 3)).toBe(0);
});

test('a known spectrum gives its participation ratio', () => {
  // Variances 4, 1, 1 along orthogonal axes: (4 + 1 + 1)² / (16 + 1 + 1) = 2.
  const rows = Float32Array.of(2, 0, 0, -2, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1);
  expect(effectiveRank(rows, 6, 3)).toBeCloseTo(2, 6);
});

test('an isotropic cloud comes close to D', () => {
  const cloud = Float32Array.from({ length: 4000 * 8 }, () => source.normal());
  expect(effectiveRank(cloud, 4000, 8)).toBeGreaterThan(7.9);
});

test('refuses NaN and sizes that do not match', () => {
  expect(() => effectiveRank(new Float32Array(5), 2, 3)).toThrow(/feature values/);
  expect(() => effectiveRank(Float32Array.of(1, NaN), 2, 1)).toThrow(/not finite/);
});
