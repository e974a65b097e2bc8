import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Tape } from '../../../src/math/layers/tape.ts';
import { TrainingNetwork } from '../../../src/train/lane/training-network.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

const weights = () => tf.ones([4, 3]);

test('a tensor gets slopes from both layers that read it, and none if no path leads to it', async () => {
  const tape = new Tape();
  const [x, left, right, sum, aside] = Array.from({ length: 5 }, () => tf.scalar(0));
  const reached: Record<string, tf.Tensor> = {};
  tape.record(x, (dy) => {
    reached.x = dy;
    return [];
  });
  tape.record(left, (dy) => [[x, tf.mul(dy, 2)]]);
  tape.record(right, (dy) => [[x, tf.mul(dy, 3)]]);
  tape.record(aside, (dy) => {
    reached.aside = dy;
    return [[x, dy]];
  });
  tape.record(sum, (dy) => [
    [left, dy],
    [right, dy],
  ]);
  tape.walk([[sum, tf.scalar(10)]]);
  expect((await reached.x.data())[0]).toBe(50);
  expect(reached.aside).toBeUndefined();
});

test('a training network refuses what would silently train nothing', () => {
  const images = tf.zeros([2, 2, 2, 1]) as tf.Tensor4D;
  const net = new TrainingNetwork([weights, weights], images);
  const rows = net.flatten(images);
  expect(net.dense('layer', rows, false).shape).toEqual([4, 3]); // teacher and student, stacked
  expect(() => net.dense('layer', tf.zeros([2, 4]), false)).toThrow('no layer made');
  expect(() => net.average(images)).toThrow('images go through');
  expect(() => net.standardise('norm', rows)).toThrow('images go through');
  expect(() => net.flatten(tf.zeros([2, 2, 2, 1]))).toThrow('no layer made');
});

test('a residual’s gradient adds to that of the layer beside it', async () => {
  const images = tf.ones([2, 1, 2, 2]) as tf.Tensor4D;
  const kernels: Readonly<Record<string, tf.Tensor>> = {
    'first/kernel': tf.ones([4, 3]),
    'second/kernel': tf.eye(3),
  };
  const net = new TrainingNetwork([(address) => kernels[address] as tf.Tensor], images);
  const x = net.dense('first', net.flatten(images), false); //  4 everywhere
  const y = net.dense('second', x, false, x); // x + x
  expect((await y.data()).every((value) => value === 8)).toBe(true);
  net.back([[y, tf.ones([2, 3])]]);
  // through the residual and through the identity, from two images of ones
  expect((await net.gradients['first/kernel'].data()).every((value) => value === 4)).toBe(true);
  expect((await net.gradients['second/kernel'].data()).every((value) => value === 8)).toBe(true);
});
