import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { sampledIndex } from '../../src/base/sample.ts';
import { SHOWN, shownRows } from '../../src/census/drawn-rows.ts';
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
  const K = 2 * SHOWN + 7;
  const some = await drawn(K);
  expect(some).toEqual(Array.from({ length: SHOWN }, (_, i) => sampledIndex(i, K, SHOWN)));
});
