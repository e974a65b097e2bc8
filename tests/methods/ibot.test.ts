import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { ibot } from '../../src/methods/ibot.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { crossEntropyOf, masked, meanOf, rowsOf, scoresOf, softmax, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = valuesOf(checked({}), ibot.knobs, 'ibot');
const { patches } = ibot;
if (!patches) throw new Error('iBOT has a loss on patches');

test('masked patches alone are compared, each image by the mean over its own', () => {
  const context = masked();
  const state = ibot.start(4);
  const [teacher, student] = [scoresOf(6, 4, 2), scoresOf(6, 4, 3)];
  const targets = patches.targets(teacher, state, values, context);
  const q = rowsOf(targets);
  const p = rowsOf(student).map((row) => softmax(row.map((value) => value / values.student_temp)));
  const of = (i: number) => crossEntropyOf(q[i], p[i]);
  const wanted = values.patch_weight * meanOf([meanOf([of(0), of(2)]), of(4)]);
  expect(totalOf(patches.loss(student, targets, values, context).terms)).toBeCloseTo(wanted, 4);
});

test('patches have a centre of their own, beside that of the views', () => {
  const state = ibot.start(4);
  const scores = scoresOf(6, 4, 5);
  const next = patches.after(scores, state, values);
  expect(Object.keys(next)).toEqual(['patch_center']);
  const means = tf.mean(scores, 0).dataSync();
  next.patch_center.dataSync().forEach((value, k) => {
    expect(value).toBeCloseTo((1 - values.center_momentum) * means[k], 5);
  });
});

test('a knob says whether patches share the head of the views', () => {
  expect(patches.shared({ ...values, shared_head: true })).toBe(true);
  expect(patches.shared({ ...values, shared_head: false })).toBe(false);
});
