import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { koleo } from '../../src/math/losses/koleo.ts';
import { joint } from '../../src/prototypes/joint.ts';
import { onBackend } from '../backends.ts';

test('KoLeo-Proto is off at a weight of 0, and scales with any other', async () => {
  await onBackend('cpu');
  const prototypes = tf.randomNormal<tf.Rank.R2>([6, 4], 0, 1, 'float32', 1);
  expect(joint.regularise?.(prototypes, { koleo_weight: 0 })).toBeUndefined();
  const term = joint.regularise?.(prototypes, { koleo_weight: 0.5 });
  const { loss, slope } = koleo(prototypes);
  expect(term?.name).toBe('KoLeo-Proto');
  expect((await term?.loss.data())?.[0]).toBeCloseTo(0.5 * (await loss.data())[0], 6);
  const scaled = await tf.mul(slope, 0.5).data();
  (await term?.slope.data())?.forEach((value, i) => {
    expect(value).toBeCloseTo(scaled[i], 6);
  });
});
