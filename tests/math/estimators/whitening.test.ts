import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  inverseRoot,
  observeWhitening,
  whiten,
  whiteningAt,
} from '../../../src/math/estimators/whitening.ts';
import { NODE_BACKENDS, onBackend } from '../../backends.ts';
import { normals } from '../kernel/kernel-check.ts';

/** Correlated rows [n, D] with different spreads and a mean away from zero. */
function correlated(n: number, D: number, seed: number): tf.Tensor2D {
  return tf.tidy(() => {
    const mix = tf.add(tf.mul(0.3, normals([D, D], 9)), tf.mul(tf.eye(D), tf.range(1, D + 1))) as tf.Tensor2D;
    return tf.add(tf.matMul(normals([n, D], seed) as tf.Tensor2D, mix), 3);
  });
}

async function farFromIdentity(x: tf.Tensor2D): Promise<number> {
  const D = x.shape[1];
  const off = tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, 0, true)) as tf.Tensor2D;
    const covariance = tf.div(tf.matMul(centred, centred, true, false), x.shape[0]);
    return tf.max(tf.abs(tf.sub(covariance, tf.eye(D))));
  });
  const [value] = await off.data();
  off.dispose();
  return value;
}

for (const backend of NODE_BACKENDS) {
  test(`the inverse root undoes its matrix on ${backend}`, async () => {
    await onBackend(backend);
    const z = correlated(200, 6, 1);
    const [product, before] = tf.tidy(() => {
      const centred = tf.sub(z, tf.mean(z, 0, true)) as tf.Tensor2D;
      const A = tf.div(tf.matMul(centred, centred, true, false), 200) as tf.Tensor2D;
      const ridge = tf.mul(tf.eye(6), tf.mul(1e-3 / 6, tf.sum(tf.mul(A, tf.eye(6)))));
      const W = inverseRoot(A);
      return [tf.matMul(tf.matMul(W, tf.add(A, ridge) as tf.Tensor2D), W), A];
    });
    const values = (await product.data()) as Float32Array;
    values.forEach((value, i) => {
      expect(Math.abs(value - (i % 7 === 0 ? 1 : 0))).toBeLessThan(2e-3);
    });
    tf.dispose([z, product, before]);
  });

  test(`the first batch is whitened by its own moments, later ones by running moments, on ${backend}`, async () => {
    await onBackend(backend);
    let state = whiteningAt(6);
    const first = correlated(400, 6, 1);
    state = observeWhitening(first, state, 0);
    expect(await farFromIdentity(whiten(first, state))).toBeLessThan(0.05);
    const matrix = await state.matrix.data();
    const shifted = tf.add(correlated(400, 6, 2), 10) as tf.Tensor2D;
    state = observeWhitening(shifted, state, 1);
    // the mean has moved by 2% of the way; the matrix waits for the tenth step
    const [moved] = await tf.mean(tf.sub(state.mean, tf.mean(first, 0, true))).data();
    expect(moved).toBeGreaterThan(0.1);
    expect(moved).toBeLessThan(0.3);
    expect(await state.matrix.data()).toEqual(matrix);
    state = observeWhitening(shifted, state, 10);
    expect(await state.matrix.data()).not.toEqual(matrix);
  });
}
