import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { carp } from '../../src/methods/carp.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';

const values = valuesOf(checked({}), carp.knobs, 'carp');

test('a block’s size is the number of classes', () => {
  expect(carp.classes(64, { ...values, partition_size: 16 })).toBe(16);
});

test('a step draws its own order of the prototypes, the same for lanes of one seed', async () => {
  await onBackend('cpu');
  const scores = tf.zeros<tf.Rank.R2>([2, 8]);
  const order = (seed: number) =>
    carp.targets(scores, {}, values, { step: 0, steps: 1, random: random(seed), unit: true }).order;
  expect(order(1)).toEqual(order(1));
  expect(order(1)).not.toEqual(order(2));
  expect(Array.from(order(1) ?? []).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
