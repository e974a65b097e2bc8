import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import {
  concatColumns,
  evaluating,
  flatten,
  runningMean,
  runningVariance,
} from '../../../src/train/lane/network.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

test('a network that evaluates normalises by running statistics, whatever the batch', async () => {
  const weights: Readonly<Record<string, tf.Tensor>> = {
    'norm/gamma': tf.tensor1d([2, 3]),
    'norm/beta': tf.tensor1d([1, 0]),
    [runningMean('norm')]: tf.tensor1d([1, 2]),
    [runningVariance('norm')]: tf.tensor1d([4, 1]),
  };
  const net = evaluating((address) => weights[address]);
  const x = tf.tensor2d([[3, 2]]);
  const scaled = await net.batchNorm('norm', x, false).data();
  expect(scaled[0]).toBeCloseTo(2 * 1 + 1, 4);
  expect(scaled[1]).toBeCloseTo(0, 4);
  const plain = await net.standardise('norm', x).data();
  expect(plain[0]).toBeCloseTo(1, 4);
});

test('images are flattened row by row, and columns put side by side', async () => {
  const images = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]);
  const rows = flatten(images);
  expect(await rows.array()).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  expect(await concatColumns(rows, tf.tensor2d([[9], [10]])).array()).toEqual([
    [1, 2, 3, 4, 9],
    [5, 6, 7, 8, 10],
  ]);
});
