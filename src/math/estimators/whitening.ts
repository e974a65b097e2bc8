import * as tf from '@tensorflow/tfjs';

/** Running moments of embeddings and the matrix that whitens them. A plain type, so that tf.tidy can walk it. */
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

/** Before the first batch: the identity. */
export function whiteningAt(D: number): Whitening {
  return tf.tidy(() => ({ mean: tf.zeros([1, D]), covariance: tf.eye(D), matrix: tf.eye(D) }));
}

/**
 * Takes in the teacher's head outputs z [n, D] of a step: m ← 0.98 m + 0.02 mean(z), S ← 0.98 S + 0.02 cov(z), the
 * first step's own at step 0; every tenth step W = (S + λ mean(diag S) I)^(-1/2) with λ = 1e-3, by Newton-Schulz
 * as in IterNorm (Huang et al. 2019, arXiv 1904.03441): a = |A|_F, Y = A/a, Z = I; 20 times M = (3I - ZY)/2,
 * Y = YM, Z = MZ; W = Z/√a.
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

/** (S + λ mean(diag S) I)^(-1/2) of a covariance S [D, D]. */
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

/** (z - m) W, [R, D]: W and m are constants, so a slope goes back through it by a product with W. */
export function whiten(z: tf.Tensor2D, { mean, matrix }: Whitening): tf.Tensor2D {
  return tf.tidy(() => tf.matMul(tf.sub(z, mean), matrix));
}
