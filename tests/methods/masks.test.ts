import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawMask, given, maskOf, weighed } from '../../src/methods/masks.ts';
import { sumOf } from '../../src/train/step/observation.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

const [IMAGES, PATCHES] = [8, 16];
const VALUES = { mask_probability: 0.5, mask_ratio_min: 0.25, mask_ratio_max: 0.75 };

test('a share of the images hides patches, spread evenly from least to most, as many in every step', async () => {
  const totals = new Set<number>();
  for (const seed of [1, 2, 3]) {
    const mask = drawMask(random(seed), IMAGES, PATCHES, VALUES);
    const hidden = await mask.hidden.data();
    const counts = Array.from({ length: IMAGES }, (_, i) =>
      sumOf(hidden.slice(i * PATCHES, (i + 1) * PATCHES)),
    );
    const masked = counts.filter((count) => count > 0).sort((a, b) => a - b);
    expect(masked).toHaveLength(IMAGES / 2);
    expect(masked[0]).toBeGreaterThanOrEqual(0.25 * PATCHES);
    expect(masked.at(-1)).toBeLessThanOrEqual(0.75 * PATCHES);
    totals.add(sumOf(counts));
    // each image that hides any counts alike in a mean over all images
    const weights = await mask.weights.data();
    counts.forEach((count, i) => {
      const sum = sumOf(weights.slice(i * PATCHES, (i + 1) * PATCHES));
      expect(sum).toBeCloseTo(count > 0 ? 1 / IMAGES : 0, 6);
    });
  }
  expect(totals.size).toBe(1);
});

test('masked patches have a row and a place each, and visible ones no weight', async () => {
  const mask = maskOf(Float32Array.of(0, 1, 0, 1), Float32Array.of(0, 0.5, 0, 0.25), 2);
  expect(Array.from(await mask.rows.data())).toEqual([1, 3]);
  expect(Array.from(await mask.places.data())).toEqual([0, 0, 0, 1]);
  expect(await weighed(tf.ones([4, 2]), mask).array()).toEqual([
    [0, 0],
    [0.5, 0.5],
    [0, 0],
    [0.25, 0.25],
  ]);
  expect(given(mask)).toBe(mask);
  expect(() => given(undefined)).toThrow('needs a mask');
});
