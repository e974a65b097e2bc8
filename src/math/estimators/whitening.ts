import * as tf from '@tensorflow/tfjs';

/** Running moments of embeddings, and the matrix that whitens them. A type alias, because tf.tidy takes no interface.
 *  */
export type Whitening = {
  /** [1, D]. */
  readonly mean: tf.Tensor2D;
  /** [D, D]. */
  readonly covariance: tf.Tensor2D;
  /** W = (covariance + ridge)^(-1/2), [D, D], symmetric. */
  readonly matrix: tf.Tensor2D;
};

const MOMENTUM = 0.98;
const EVERY = 10;
const RIDGE = 1e-3;
const ITERATIONS = 20;

/** The state before the first batch, which whitens by the identity. */
export function whiteningAt(D: number): Whitening {
  return tf.tidy(() => ({ mean: tf.zeros([1, D]), covariance: tf.eye(D), matrix: tf.eye(D) }));
}

/**
 * Takes in the teacher's head outputs z [n, D] of a step: m ← 0.98 m + 0.02 mean(z), S ← 0.98 S + 0.02 cov(z). At
 * step 0 both are the batch's own. Every tenth step recomputes W = (S + λ mean(diag S) I)^(-1/2) with λ = 1e-3.
 */
export function observeWhitening(
  z: tf.Tensor2D,
  { mean, covariance, matrix }: Whitening,
  step: number,
): Whitening {
  return tf.tidy((): Whitening => {
    const batchMean: tf.Tensor2D = tf.mean(z, 0, true);
    const centred: tf.Tensor2D = tf.sub(z, batchMean);
    const batchCovariance: tf.Tensor2D = tf.div(tf.matMul(centred, centred, true, false), z.shape[0]);
    const keep = step === 0 ? 0 : MOMENTUM;
    const mix = (old: tf.Tensor2D, now: tf.Tensor2D): tf.Tensor2D =>
      tf.add(tf.mul(old, keep), tf.mul(now, 1 - keep));
    const nextCovariance = mix(covariance, batchCovariance);
    return {
      mean: mix(mean, batchMean),
      covariance: nextCovariance,
      matrix: step % EVERY === 0 ? inverseRoot(nextCovariance) : tf.clone(matrix),
    };
  });
}

/**
 * (S + λ mean(diag S) I)^(-1/2) of a covariance S [D, D], by Newton-Schulz iterations as in IterNorm (Huang et al.
 * 2019, arXiv 1904.03441).
 *   A = S + λ mean(diag S) I, a = |A|_F, Y = A/a, Z = I;  20 times M = (3I - ZY)/2, Y ← YM, Z ← MZ;  the result is Z/√a.
 */
export function inverseRoot(covariance: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const identity = tf.eye(covariance.shape[0]);
    const ridge = tf.mul(RIDGE / covariance.shape[0], tf.sum(tf.mul(covariance, identity)));
    const A = tf.add(covariance, tf.mul(ridge, identity));
    const size = tf.sqrt(tf.sum(tf.square(A)));
    let Y: tf.Tensor2D = tf.div(A, size);
    let Z = identity;
    for (let i = 0; i < ITERATIONS; i++) {
      const M: tf.Tensor2D = tf.div(tf.sub(tf.mul(3, identity), tf.matMul(Z, Y)), 2);
      Y = tf.matMul(Y, M);
      Z = tf.matMul(M, Z);
    }
    return tf.div(Z, tf.sqrt(size));
  });
}

/** (z - m) W, [R, D]. W and m are constants, so the gradient to z is that of the result times W. */
export function whiten(z: tf.Tensor2D, { mean, matrix }: Whitening): tf.Tensor2D {
  return tf.tidy(() => tf.matMul(tf.sub(z, mean), matrix));
}
