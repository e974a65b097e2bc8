import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { freeObservation, lossOf, sumOf } from '../../../src/train/step/observation.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

test('the loss is the sum of all values of its terms, and nothing of an observation stays', async () => {
  expect(sumOf([1, 2, 4])).toBe(7);
  const before = tf.memory().numTensors;
  const seen = {
    terms: { one: tf.scalar(0.5), other: tf.tensor1d([1, 2]) },
    assignment: {
      winners: tf.tensor1d([0, 1], 'int32'),
      balanced: tf.tensor1d([1, 1], 'int32'),
      mean: tf.tensor1d([0.5, 0.5]),
    },
    patchWinners: tf.tensor1d([1, 0], 'int32'),
    embeddings: tf.tensor2d([[1, 0]]),
  };
  expect(await lossOf(seen)).toBe(3.5);
  freeObservation(seen);
  expect(tf.memory().numTensors).toBe(before);
});
