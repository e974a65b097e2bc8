import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { swav } from '../../src/methods/swav.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { crossEntropyOf, LATE, meanOf, rowsOf, scoresOf, softmax, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = { ...valuesOf(checked({}), swav.knobs, 'swav'), sinkhorn_iterations: 20, epsilon: 0.5 };

test('targets of each view use every prototype alike, and each row sums to one', () => {
  const q = rowsOf(swav.targets(scoresOf(16, 4), {}, values, LATE).values);
  for (const row of q) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  for (const view of [q.slice(0, 8), q.slice(8)])
    for (let k = 0; k < 4; k++) expect(view.reduce((sum, row) => sum + row[k], 0)).toBeCloseTo(2, 2);
});

test('each view predicts the assignment of the other', () => {
  const scores = scoresOf(8, 4, 2);
  const targets = swav.targets(scores, {}, values, LATE);
  const q = rowsOf(targets.values);
  const p = rowsOf(scores).map((row) => softmax(row.map((value) => value / values.temperature)));
  const wanted = meanOf(p.map((row, i) => crossEntropyOf(q[(i + 4) % 8], row)));
  expect(totalOf(swav.loss(scores, targets, values, LATE).terms)).toBeCloseTo(wanted, 4);
});

test('nothing is kept between steps but a queue', () => {
  const state = { queue: tf.zeros([1, 1]) };
  expect(swav.after(scoresOf(2, 4), state, values)).toBe(state);
  expect(swav.teacher).toBe('student');
});
