import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { sampledIndex } from '../../src/base/sample.ts';
import { shownRows } from '../../src/census/drawn-rows.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

/** The first column of the rows that are drawn of K, each of which holds its index. */
const drawn = async (K: number) => {
  const rows = tf.tidy(() => shownRows(tf.tensor2d(Array.from({ length: K }, (_, k) => [k, 0]))));
  const indices = (await rows.array()).map(([k]) => k);
  rows.dispose();
  return indices;
};

test('all prototypes are drawn up to a limit, and an even sample above it', async () => {
  expect(await drawn(5)).toEqual([0, 1, 2, 3, 4]);
  const K = 5000;
  const some = await drawn(K);
  expect(some.length).toBeLessThan(K);
  expect(some).toEqual(some.map((_, i) => sampledIndex(i, K, some.length)));
});
