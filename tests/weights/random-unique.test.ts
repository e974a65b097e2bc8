import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { isotropic } from '../../src/metrics/isotropic.ts';
import { randomUnique } from '../../src/weights/random-unique.ts';

test('few directions are drawn', async () => {
  const { mean, draws } = await randomUnique(256, 16, EPSILONS);
  expect(draws).toBe(20);
  const { unique } = await isotropic(256, 16, EPSILONS, async () => {});
  expect(mean).toEqual(unique.map((share) => share.mean));
});

test.each([
  [2048, 8],
  [2048, 16],
  [2048, 32],
  [4096, 32],
])('%i directions in %i dimensions have about the shares of draws, without a draw', async (K, D) => {
  const { mean, draws } = await randomUnique(K, D, EPSILONS);
  expect(draws).toBe(0);
  const drawn = await isotropic(K, D, EPSILONS, async () => {});
  drawn.unique.forEach((share, e) => {
    expect(Math.abs(mean[e] - share.mean), `ε ${EPSILONS[e]}`).toBeLessThanOrEqual(0.03);
  });
});

test.each([
  [1, 8],
  [5, 1],
  [131072, 384],
])('%i in %i dimensions have a share at each ε', async (K, D) => {
  const { mean } = await randomUnique(K, D, EPSILONS);
  expect(mean).toHaveLength(EPSILONS.length);
  for (const share of mean) expect(share).toBeGreaterThan(0);
  for (const share of mean) expect(share).toBeLessThanOrEqual(1);
});
