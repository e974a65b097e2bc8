import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { dino } from '../../src/methods/dino.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { crossEntropyOf, LATE, meanOf, rowsOf, scoresOf, softmax, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = valuesOf(checked({}), dino.knobs, 'dino');
const center = [0.3, -0.1, 0, 0.2];
const state = () => ({ center: tf.tensor2d([center]) });

test('targets are the teacher’s scores, centred and sharpened', () => {
  const scores = scoresOf(4, 4);
  const q = rowsOf(dino.targets(scores, state(), values, LATE).values);
  rowsOf(scores).forEach((row, i) => {
    const wanted = softmax(row.map((value, k) => (value - center[k]) / values.teacher_temp));
    for (const [k, value] of wanted.entries()) expect(q[i][k]).toBeCloseTo(value, 5);
  });
});

test('each view is compared with the teacher’s other view', () => {
  const [teacher, student] = [scoresOf(4, 4, 2), scoresOf(4, 4, 3)];
  const targets = dino.targets(teacher, state(), values, LATE);
  const q = rowsOf(targets.values);
  const p = rowsOf(student).map((row) => softmax(row.map((value) => value / values.student_temp)));
  // rows are crop-major: two views of two images
  const other = [2, 3, 0, 1];
  const wanted = meanOf(p.map((row, i) => crossEntropyOf(q[other[i]], row)));
  expect(totalOf(dino.loss(student, targets, values, LATE).terms)).toBeCloseTo(wanted, 4);
});

test('the centre follows the mean teacher score', () => {
  const scores = scoresOf(6, 4, 4);
  const next = dino.after(scores, state(), values).center.dataSync();
  const columns = rowsOf(tf.transpose(scores));
  for (const [k, column] of columns.entries())
    expect(next[k]).toBeCloseTo(
      values.center_momentum * center[k] + (1 - values.center_momentum) * meanOf(column),
      5,
    );
});
