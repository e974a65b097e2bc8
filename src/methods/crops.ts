import * as tf from '@tensorflow/tfjs';

/**
 * For every student view the sum of the targets of all other teacher views: with crop-major rows,
 * T_b = Σ_{a ≠ b} q_a, so that Σ_b <T_b, log p_b> is the sum over all pairs of different views.
 * q [globals · batch, K] -> [crops · batch, K].
 */
export function otherViews(q: tf.Tensor2D, batch: number, crops: number): tf.Tensor2D {
  return tf.tidy(() => {
    const globals = q.shape[0] / batch;
    const views = tf.split(q, globals, 0);
    const all = tf.addN(views);
    const rows = Array.from({ length: crops }, (_, b) => {
      const own = views[b];
      if (!own) return all;
      return globals === 2 ? (views[1 - b] as tf.Tensor) : tf.sub(all, own);
    });
    return tf.concat(rows, 0) as tf.Tensor2D;
  });
}
