import { expect, test } from 'vitest';
import { isotropic } from '../../src/metrics/isotropic.ts';
import { randomUniformity, uniformity } from '../../src/metrics/uniformity.ts';
import { official } from '../oracle/official.ts';

test('uniformity equals the oracle', () => {
  const oracle = official('unique_prototypes');
  const prototypes = Float32Array.from(oracle.list('prototypes'));
  const K = oracle.rows('prototypes');
  const expected = oracle.number('uniformity_t2');
  expect(Math.abs(uniformity(prototypes, K, prototypes.length / K) - expected)).toBeLessThan(1e-6);
});

test('is -8 for two opposite points, and 0 for coinciding ones and a single one', () => {
  expect(uniformity(Float32Array.from([1, 0, -2, 0]), 2, 2)).toBeCloseTo(-8, 12);
  expect(uniformity(Float32Array.from([1, 1, 2, 2, 3, 3]), 3, 2)).toBeCloseTo(0, 12);
  expect(uniformity(Float32Array.from([1, 1]), 1, 2)).toBe(0);
});

test('leaves dead rows out', () => {
  const live = [1, 0, 0, 1, -1, 1];
  expect(uniformity(Float32Array.from([0, 0, ...live, NaN, 1]), 5, 2)).toBe(
    uniformity(Float32Array.from(live), 3, 2),
  );
});

test.each([2, 3, 16, 128])(
  'random directions in %i dimensions have the uniformity of the formula',
  async (D) => {
    const drawn = (await isotropic(512, D, [0.5], async () => {})).uniformity;
    // 20 draws of 512 directions
    expect(Math.abs(drawn.mean - randomUniformity(D))).toBeLessThan(0.01);
  },
);

test('the formula is ln I₀(4) − 4 on the circle, and nears −4 with D', () => {
  // I₀(4), Abramowitz & Stegun, table 9.8
  expect(randomUniformity(2)).toBeCloseTo(Math.log(11.301921952136) - 4, 12);
  expect(randomUniformity(1e6)).toBeCloseTo(-4, 4);
});
