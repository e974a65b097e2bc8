import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawNoise } from '../../src/views/noise.ts';

test('every view gets a noise seed of its own, the same for one seed', () => {
  const seedsOf = (seed: number) => {
    const [source, seeds] = [random(seed), new Int32Array(64)];
    for (let i = 0; i < seeds.length; i++) drawNoise(source, seeds, i);
    return seeds;
  };
  expect(new Set(seedsOf(1)).size).toBe(64);
  expect(seedsOf(1)).toEqual(seedsOf(1));
  expect(seedsOf(1)).not.toEqual(seedsOf(2));
});
