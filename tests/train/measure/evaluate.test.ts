import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { Images, Split } from '../../../src/base/images.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import {
  embedImages,
  evaluate,
  evaluationSplit,
  knnFeatures,
  knnRawPixels,
} from '../../../src/train/measure/evaluate.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

const SIDE = 8;
const rest = async () => {};

/** Images of two classes: a bright left half, or a bright right half, each a little different. */
function halves(count: number): Images {
  const pixels = Uint8Array.from({ length: count * SIDE ** 2 }, (_, i) => {
    const [image, column] = [Math.floor(i / SIDE ** 2), i % SIDE];
    const bright = column < SIDE / 2 === (image % 2 === 0);
    return (bright ? 200 : 20) + ((7 * image + i) % 30);
  });
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 2);
  return { count, height: SIDE, width: SIDE, channels: 1, pixels, labels, classes: 2 };
}

const SPLIT: Split = { train: halves(60), test: halves(20) };

test('the images of an evaluation are the first ones, test images in proportion', () => {
  const some = evaluationSplit(SPLIT, 30);
  expect([some.train.count, some.test.count]).toEqual([30, 10]);
  expect(some.train.pixels).toEqual(SPLIT.train.pixels.slice(0, 30 * SIDE ** 2));
  const all = evaluationSplit(SPLIT, 10_000);
  expect([all.train.count, all.test.count]).toEqual([60, 20]);
});

test('classes that differ are told apart by pixels and features, and embeddings come along', async () => {
  expect(await knnRawPixels(SPLIT, rest)).toBe(1);
  const { lane, state } = openLane(checked({ ...TINY, prototypes: 'fixed' }), SPLIT.train);
  const before = tf.memory().numTensors;
  expect(await knnFeatures(lane, state, SPLIT, rest)).toBe(1);
  const { evaluation, occupied, embeddings } = await evaluate(lane, state, SPLIT, rest, 10);
  expect(evaluation.knn).toBe(1);
  // a majority of two equal classes is at least half
  expect(evaluation.purity).toBeGreaterThanOrEqual(0.5);
  expect(evaluation.purity).toBeLessThanOrEqual(1);
  expect(evaluation.occupied * TINY.K).toBe(occupied.reduce((sum, one) => sum + one, 0));
  const direct = tf.tidy(() => embedImages(lane, state, SPLIT.train, 0, 10));
  const rows = await direct.array();
  direct.dispose();
  rows.forEach((row, i) => {
    const length = Math.hypot(...row);
    row.forEach((value, d) => {
      expect(embeddings[i * TINY.D + d]).toBeCloseTo(value / length, 5);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
  release(state);
});
