import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { Images } from '../../../src/base/images.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { type Batch, Batches } from '../../../src/train/step/batches.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

const COUNT = 20;
const IMAGES: Images = {
  count: COUNT,
  height: 8,
  width: 8,
  channels: 1,
  pixels: Uint8Array.from({ length: COUNT * 64 }, (_, i) => (37 * i) % 256),
  labels: new Uint8Array(COUNT),
  classes: 1,
};
const CROPS = { method: 'dino', encoder: 'conv', 'views.local_crops': 2, 'views.local_size': 4 };
const opened = (more: Readonly<Record<string, unknown>> = {}) =>
  new Batches(checked({ ...TINY, ...more }), IMAGES);

async function valuesOf(batch: Batch) {
  const values = [await batch.globals.data(), batch.locals ? await batch.locals.data() : undefined];
  tf.dispose(batch);
  return values;
}

test('batches go on, the first comes once more, and lanes of one seed see the same', async () => {
  const before = tf.memory().numTensors;
  const [batches, same, other] = [opened(), opened({ prototypes: 'fixed' }), opened({ seed: 2 })];
  const first = await valuesOf(batches.next());
  const second = await valuesOf(batches.next());
  expect(second).not.toEqual(first);
  expect(await valuesOf(batches.first())).toEqual(first);
  expect(await valuesOf(same.next())).toEqual(first);
  expect(await valuesOf(other.next())).not.toEqual(first);
  for (const each of [batches, same, other]) each.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('views are crop-major, local ones smaller, and leave the global ones as they are', async () => {
  const [plain, cropped] = [opened(), opened(CROPS)];
  const [one, two] = [plain.next(), cropped.next()];
  expect(two.globals.shape).toEqual([2 * TINY.batch, 8, 8, 1]);
  expect(two.locals?.shape).toEqual([2 * TINY.batch, 4, 4, 1]);
  expect(one.locals).toBeUndefined();
  expect(await two.globals.data()).toEqual(await one.globals.data());
  tf.dispose([one, two]);
  for (const each of [plain, cropped]) each.dispose();
});
