import fc from 'fast-check';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { nearestBelow, nearestCosines } from '../../src/metrics/nearest.ts';
import { clustered, cosinesOf } from './clustered.ts';

function literal(rows: Float32Array, K: number, D: number): number[] {
  const cosines = cosinesOf(rows, K, D);
  return Array.from({ length: K }, (_, i) => {
    const others = Array.from(cosines.subarray(i * K, i * K + K)).filter(
      (c, j) => j !== i && !Number.isNaN(c),
    );
    return Number.isNaN(cosines[i * K + i]) || others.length === 0 ? Number.NaN : Math.max(...others);
  });
}

test('nearest cosines are those of a search through all pairs, across tile borders', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 150 }), (seed, K) => {
      const rows = clustered(seed, K, 4);
      if (seed % 2) rows.fill(0, 0, 4);
      const found = nearestCosines(rows, K, 4);
      const known = nearestCosines(rows, K, 4, Float32Array.from(cosinesOf(rows, K, 4)));
      literal(rows, K, 4).forEach((cosine, k) => {
        if (Number.isNaN(cosine)) expect(found[k]).toBeNaN();
        else expect(found[k]).toBeCloseTo(cosine, 6);
        if (!Number.isNaN(cosine)) expect(known[k]).toBeCloseTo(cosine, 6);
      });
    }),
    { numRuns: 30 },
  );
});

test('duplicates have a nearest cosine of exactly 1', () => {
  const rows = Float32Array.from({ length: 12 }, (_, i) => [0.1, 0.7, 0.3][i % 3] * (1 + Math.floor(i / 3)));
  expect(Array.from(nearestCosines(rows, 4, 3))).toEqual([1, 1, 1, 1]);
});

test.each([
  [8, 2],
  [64, 3],
  [64, 16],
  [512, 128],
])('%d random directions in %d dimensions follow the formula', (K, D) => {
  const source = random(K).fork('nearest');
  const draws = Math.ceil(4096 / K);
  const found: number[] = [];
  for (let draw = 0; draw < draws; draw++)
    found.push(
      ...nearestCosines(
        Float32Array.from({ length: K * D }, () => source.normal()),
        K,
        D,
      ),
    );
  const grid = Array.from({ length: 41 }, (_, i) => -1 + i / 20);
  const expected = nearestBelow(K, D, grid);
  // Kolmogorov and Smirnov: 4,096 independent draws stay within 0.03 but once in a thousand; these depend on each
  // other in pairs
  grid.forEach((cosine, i) => {
    const share = found.filter((each) => each < cosine).length / found.length;
    expect(Math.abs(share - expected[i])).toBeLessThan(0.04);
  });
  expect(expected[0]).toBeCloseTo(0, 12);
  expect(expected.at(-1)).toBeCloseTo(1, 12);
});

test('on a circle and on a sphere the formula has its closed form', () => {
  // two directions: the other lies within an angle of θ with θ / π on a circle, with (1 - cos θ) / 2 on a sphere
  const cosines = [-0.9, -0.2, 0, 0.5, 0.99];
  for (const [i, p] of nearestBelow(2, 2, cosines).entries())
    expect(p).toBeCloseTo(1 - Math.acos(cosines[i]) / Math.PI, 6);
  for (const [i, p] of nearestBelow(2, 3, cosines).entries()) expect(p).toBeCloseTo((1 + cosines[i]) / 2, 6);
});
