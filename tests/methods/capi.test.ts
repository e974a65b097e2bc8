import { beforeAll, expect, test } from 'vitest';
import { capi } from '../../src/methods/capi.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { crossEntropyOf, masked, meanOf, rowsOf, scoresOf, softmax, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = {
  ...valuesOf(checked({ encoder: 'vit' }), capi.knobs, 'capi'),
  target_temp: 0.5,
  sinkhorn_iterations: 20,
};

test('each place of the image is balanced by itself', () => {
  // two images of three patches, image by image
  const q = rowsOf(capi.targets(scoresOf(6, 2), {}, values, masked()).values);
  for (const place of [0, 1, 2])
    for (const k of [0, 1]) expect(q[place][k] + q[place + 3][k]).toBeCloseTo(1, 2);
});

test('the loss is the mean over the hidden patches of the batch', () => {
  const context = masked();
  const [teacher, student] = [scoresOf(6, 4, 2), scoresOf(6, 4, 3)];
  const targets = capi.targets(teacher, {}, values, context);
  const q = rowsOf(targets.values);
  const p = rowsOf(student).map((row) => softmax(row.map((value) => value / values.student_temp)));
  const wanted = meanOf([0, 2, 4].map((i) => crossEntropyOf(q[i], p[i])));
  expect(totalOf(capi.loss(student, targets, values, context).terms)).toBeCloseTo(wanted, 4);
});
