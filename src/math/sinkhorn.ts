import * as tf from '@tensorflow/tfjs';

const TINY = 1e-12;

/**
 * Sinkhorn-Knopp assignments of rows to prototypes with equal prototype mass (Caron et al. 2020,
 * distributed_sinkhorn; the same formula is DINOv2's sinkhorn_knopp_teacher with epsilon = teacher_temp).
 * scores [B, K] -> [B, K], each row summing to one. The global maximum is subtracted first, sums are kept
 * at or above 1e-12.
 */
export function sinkhornKnopp(scores: tf.Tensor2D, epsilon: number, iterations: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [B, K] = scores.shape;
    let Q: tf.Tensor = tf.exp(tf.div(tf.sub(scores, tf.max(scores)), epsilon));
    Q = tf.div(Q, tf.maximum(tf.sum(Q), TINY));
    for (let i = 0; i < iterations; i++) {
      Q = tf.div(Q, tf.mul(tf.maximum(tf.sum(Q, 0, true), TINY), K));
      Q = tf.div(Q, tf.mul(tf.maximum(tf.sum(Q, 1, true), TINY), B));
    }
    return tf.mul(Q, B) as tf.Tensor2D;
  });
}
