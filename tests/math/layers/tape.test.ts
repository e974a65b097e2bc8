import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { Tape } from '../../../src/math/layers/tape.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

test('the backward pass goes through layers in reverse, and adds gradients up where paths meet', () => {
  const tape = new Tape();
  const order: string[] = [];
  const found: number[] = [];
  const [x, y, z, out] = [1, 2, 3, 4].map((value) => tf.scalar(value));
  tape.record(x, (dy) => {
    order.push('x');
    found.push(dy.dataSync()[0]);
    return [];
  });
  // y = 2x, z = 3x, out = y + 5z, so that d out / dx = 2 + 15
  tape.record(y, (dy) => {
    order.push('y');
    return [[x, tf.mul(2, dy)]];
  });
  tape.record(z, (dy) => {
    order.push('z');
    return [[x, tf.mul(3, dy)]];
  });
  tape.record(out, (dy) => {
    order.push('out');
    return [
      [y, dy],
      [z, tf.mul(5, dy)],
    ];
  });
  tf.tidy(() => tape.walk([[out, tf.scalar(1)]]));
  expect(order).toEqual(['out', 'z', 'y', 'x']);
  expect(found).toEqual([17]);
});

test('a layer that no gradient reaches is passed over', () => {
  const tape = new Tape();
  const [x, unused] = [tf.scalar(1), tf.scalar(2)];
  tape.record(unused, () => {
    throw new Error('reached');
  });
  const reached: number[] = [];
  tape.record(x, (dy) => {
    reached.push(dy.dataSync()[0]);
    return [];
  });
  tf.tidy(() => tape.walk([[x, tf.scalar(7)]]));
  expect(reached).toEqual([7]);
});
