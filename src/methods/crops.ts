import type * as tf from '@tensorflow/tfjs';
import { sumOfOtherViews } from '../math/other-views.ts';

/**
 * For every student view the sum of the targets of all other teacher views: with crop-major rows,
 * T_b = Σ_{a ≠ b} q_a, so that Σ_b <T_b, log p_b> is the sum over all pairs of different views.
 * q [globals · batch, K] -> [crops · batch, K].
 */
export function otherViews(q: tf.Tensor2D, batch: number, crops: number): tf.Tensor2D {
  return sumOfOtherViews(q, q.shape[0] / batch, crops);
}
