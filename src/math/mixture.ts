import * as tf from '@tensorflow/tfjs';

/** Sufficient statistics of a spherical Gaussian mixture and the parameters they give. */
export type Mixture = {
  /** Σ γ, [K, 1]: the mass of a component. */
  readonly s0: tf.Tensor2D;
  /** Σ γ h, [K, D]. */
  readonly s1: tf.Tensor2D;
  /** Σ γ |h|², [K, 1]. */
  readonly s2: tf.Tensor2D;
  /** Means s1/s0, [K, D]. */
  readonly mean: tf.Tensor2D;
  /** Variance per dimension, [K, 1], at least 0.1/D. */
  readonly variance: tf.Tensor2D;
};

/** Components at `mean` [K, D] with mass `s0` each and variance 1/D per dimension. */
export function mixtureAt(mean: tf.Tensor2D, s0: number): Mixture {
  return tf.tidy(() => {
    const [K, D] = mean.shape;
    const squares = tf.sum(tf.square(mean), 1, true);
    return {
      s0: tf.fill([K, 1], s0),
      s1: tf.mul(mean, s0),
      s2: tf.mul(tf.add(squares, 1), s0),
      mean: tf.clone(mean),
      variance: tf.fill([K, 1], 1 / D),
    } as Mixture;
  });
}

/**
 * Responsibilities γ [n, K] of features h [n, D], at annealing exponent β:
 *   l_ik = β ( log π_k - ½ ( |h_i - μ_k|² / var_k + D log var_k ) ),  γ_i = softmax_k(l_i).
 */
export function responsibilities(features: tf.Tensor2D, mixture: Mixture, beta: number): tf.Tensor2D {
  return tf.tidy(() => {
    const D = features.shape[1];
    const { s0, mean, variance } = mixture;
    const cross = tf.matMul(features, mean, false, true);
    const own = tf.sum(tf.square(features), 1, true);
    const centre = tf.transpose(tf.sum(tf.square(mean), 1, true));
    const distance = tf.relu(tf.add(tf.sub(own, tf.mul(2, cross)), centre));
    const logWeight = tf.transpose(tf.sub(tf.log(tf.div(s0, tf.sum(s0))), tf.mul(0.5 * D, tf.log(variance))));
    const logits = tf.sub(logWeight, tf.div(tf.mul(0.5, distance), tf.transpose(variance)));
    return tf.softmax(tf.mul(beta, logits)) as tf.Tensor2D;
  });
}

/**
 * One step of online EM with weight-based forgetting (Celaya & Agostini 2015, on Arteaga et al. 2026's
 * update (i); the authors' exact settings were not available, so this is a reconstruction):
 *   n_k = Σ_i γ_ik,  λ_k = η^n_k,  S ← λ S + Σ_i γ_ik (1, h_i, |h_i|²),
 *   μ = S1/S0,  var = max(0.1/D, (S2/S0 - |μ|²)/D).
 * A component forgets only in the measure in which it is responsible for new data, so its mass saturates
 * near 1/(1-η) and an untouched component never moves.
 */
export function emStep(features: tf.Tensor2D, mixture: Mixture, eta: number, beta: number): Mixture {
  return tf.tidy(() => {
    const D = features.shape[1];
    const gamma = responsibilities(features, mixture, beta);
    const count = tf.reshape(tf.sum(gamma, 0), [-1, 1]);
    const keep = tf.exp(tf.mul(Math.log(eta), count));
    const squares = tf.sum(tf.square(features), 1, true);
    const s0 = tf.add(tf.mul(keep, mixture.s0), count);
    const s1 = tf.add(tf.mul(keep, mixture.s1), tf.matMul(gamma, features, true, false));
    const s2 = tf.add(tf.mul(keep, mixture.s2), tf.matMul(gamma, squares, true, false));
    const mean = tf.div(s1, s0);
    const spread = tf.sub(tf.div(s2, s0), tf.sum(tf.square(mean), 1, true));
    const variance = tf.maximum(tf.div(spread, D), 0.1 / D);
    return { s0, s1, s2, mean, variance } as Mixture;
  });
}
