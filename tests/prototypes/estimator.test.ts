import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { unitRows } from '../../src/math/update/initial-weights.ts';
import { checked, pick, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';

const [K, D] = [6, 4];

test.each([
  ['decoupled', 1],
  ['fixed', 1],
  ['spherical', 1],
  // the authors draw entries of variance one
  ['clustering', Math.sqrt(D)],
])('%s prototypes start in the directions that they are given', async (prototypes, length) => {
  await onBackend('cpu');
  const config = checked({ prototypes });
  const { estimator } = pick(config);
  const rows = unitRows(K, D, random(1));
  const initial = tf.tensor2d(rows, [K, D]);
  const state = estimator.start(initial, valuesOf(config, estimator.knobs, estimator.id), 8);
  const found = estimator.prototypes(state);
  expect(found?.shape).toEqual([K, D]);
  (await found?.data())?.forEach((value, i) => {
    expect(value).toBeCloseTo(length * rows[i], 5);
  });
  // the rows that they were given may be freed
  initial.dispose();
  expect(estimator.prototypes(state)?.isDisposed).toBe(false);
});
