import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { oneHot } from '../rows/one-hot.ts';
import { toSphere, toSphereGrad } from '../rows/sphere.ts';

const EPS = 1e-8;

export interface KoLeo {
  /** -1/K Σ_k log |x_k - x_nn(k)|. */
  readonly loss: tf.Scalar;
  /** The loss's gradient to the rows before normalisation, [K, D]. */
  readonly slope: tf.Tensor2D;
}

/**
 * Kozachenko-Leonenko regulariser L = -1/K Σ log(|x_k - x_nn(k) + 1e-8| + 1e-8) of the L2-normalised rows of x
 * [K, D], which spreads neighbours apart. nn(k) is the row with the largest inner product to row k (Sablayrolles et
 * al. 2019; DINOv2's KoLeoLoss; for prototypes KoLeo-Proto, Govindarajan et al. 2024).
 */
export function koleo(x: tf.Tensor2D): KoLeo {
  const [loss, slope] = koleoKernel({ x }, {});
  return { loss, slope };
}

const koleoKernel = defineKernel<{ readonly x: tf.Tensor2D }, object, [loss: tf.Scalar, slope: tf.Tensor2D]>(
  'KoLeo',
  {
    composed: ({ x }) => {
      const [K] = x.shape;
      const rows = toSphere(x);
      const units = rows.y;
      const dots = tf.sub(tf.matMul(units, units, false, true), tf.mul(tf.eye(K), 4));
      const neighbour = oneHot(tf.argMax(dots, 1), K); // [K, K]
      const difference = tf.add(tf.sub(units, tf.matMul(neighbour, units)), EPS);
      const distance = tf.sqrt(tf.sum(tf.square(difference), 1, true));
      const loss = tf.neg(tf.mean(tf.log(tf.add(distance, EPS))));
      // The gradient of -log(distance)/K to the difference. The neighbour gets its opposite.
      const pull = tf.div(difference, tf.mul(-K, tf.mul(tf.add(distance, EPS), tf.maximum(distance, EPS))));
      const dy: tf.Tensor2D = tf.sub(pull, tf.matMul(neighbour, pull, true, false));
      return [loss, toSphereGrad(dy, rows)];
    },
  },
);
