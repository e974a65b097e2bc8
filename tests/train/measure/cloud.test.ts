import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { random } from '../../../src/base/random.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { cloudOf, cloudSize } from '../../../src/train/measure/cloud.ts';

test('a cloud has four images for each prototype, within bounds and what there is', () => {
  expect(cloudSize(16, 10_000)).toBe(1024);
  expect(cloudSize(512, 10_000)).toBe(2048);
  expect(cloudSize(65_536, 10_000)).toBe(4096);
  expect(cloudSize(512, 300)).toBe(300);
});

test('random embeddings leave room for unique prototypes in all directions, equal ones in none', () => {
  const [count, D, K] = [1024, 16, 32];
  const spread = cloudOf(unitRows(count, D, random(1)), D, K);
  expect(spread.embeddingDiversity).toHaveLength(EPSILONS.length);
  expect(spread.embeddingDiversity.every((share) => share === 1)).toBe(true);
  expect(spread.effectiveRank).toBeGreaterThan(0.9 * D);
  const same = cloudOf(new Float32Array(count * D).fill(1 / Math.sqrt(D)), D, K);
  expect(same.embeddingDiversity.every((share) => share === 1 / K)).toBe(true);
});
