import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { random } from '../../src/base/random.ts';
import { uniquePrototypes } from '../../src/metrics/collapse.ts';
import { drawsOf, isotropic } from '../../src/metrics/isotropic.ts';

const rest = async () => {};

/** Means of three draws made in PyTorch: unique in percent per ε, uniformity. */
const baseline: { K: number; D: number; uniq: number[]; unif: number }[] = JSON.parse(
  readFileSync(new URL('./random-baseline.json', import.meta.url), 'utf8'),
);

test.each(baseline)(
  'random directions, K $K, D $D, agree with the PyTorch draws',
  async ({ K, D, uniq, unif }) => {
    const found = await isotropic(K, D, EPSILONS, rest);
    // both are draws: at K = 256 one draw spreads by about two points
    found.unique.forEach(({ mean }, e) => {
      expect(Math.abs(100 * mean - uniq[e])).toBeLessThan(4.5);
    });
    expect(Math.abs(found.uniformity.mean - unif)).toBeLessThan(0.03);
  },
);

test('the same K and D always give the same numbers', async () => {
  expect(await isotropic(64, 8, EPSILONS, rest)).toEqual(await isotropic(64, 8, EPSILONS, rest));
});

test('the range holds the mean, and most further draws', async () => {
  const [K, D] = [256, 32];
  const { draws, unique, uniformity } = await isotropic(K, D, EPSILONS, rest);
  expect(draws).toBe(20);
  for (const { low, mean, high } of [...unique, uniformity]) {
    expect(low).toBeLessThanOrEqual(mean);
    expect(mean).toBeLessThanOrEqual(high);
  }
  const wide = unique[EPSILONS.length - 1];
  expect(wide.high - wide.low).toBeGreaterThan(0.01);
  const source = random(7);
  const further = Array.from({ length: 40 }, () => {
    const rows = Float32Array.from({ length: K * D }, () => source.normal());
    return uniquePrototypes(rows, K, D, [EPSILONS[EPSILONS.length - 1]]).unique[0] / K;
  });
  const within = further.filter((share) => share >= wide.low && share <= wide.high).length;
  expect(within).toBeGreaterThanOrEqual(30);
});

test('K directions that all stay apart have no range', async () => {
  const { unique } = await isotropic(32, 128, EPSILONS, rest);
  for (const share of unique) expect(share).toEqual({ mean: 1, low: 1, high: 1 });
});

test('many directions are drawn less often, and at least once', () => {
  expect([8, 1024, 2048, 3000, 4096, 65_536].map(drawsOf)).toEqual([20, 20, 5, 2, 1, 1]);
});
