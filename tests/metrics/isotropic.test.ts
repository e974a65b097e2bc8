import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { isotropic } from '../../src/metrics/isotropic.ts';

/** Means of three draws made in PyTorch: unique in percent per ε, uniformity. */
const baseline: { K: number; D: number; uniq: number[]; unif: number }[] = JSON.parse(
  readFileSync(new URL('./random-baseline.json', import.meta.url), 'utf8'),
);

test.each(baseline)('random directions, K $K, D $D, agree with the PyTorch draws', ({ K, D, uniq, unif }) => {
  const found = isotropic(K, D, EPSILONS);
  // Both are draws: at K = 256 one draw spreads by about two points.
  found.unique.forEach((share, e) => {
    expect(Math.abs(100 * share - uniq[e])).toBeLessThan(4.5);
  });
  expect(Math.abs(found.uniformity - unif)).toBeLessThan(0.03);
});

test('the same K and D always give the same numbers', () => {
  expect(isotropic(64, 8, EPSILONS)).toEqual(isotropic(64, 8, EPSILONS));
});
