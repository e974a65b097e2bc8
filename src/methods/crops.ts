import type * as tf from '@tensorflow/tfjs';
import { crossEntropy } from '../math/losses/cross-entropy.ts';
import { sumOfOtherViews } from '../math/losses/other-views.ts';
import type { Loss } from './method.ts';

/**
 * For every student view the sum of the targets of all other teacher views: with crop-major rows,
 * T_b = Σ_{a ≠ b} q_a, so that Σ_b <T_b, log p_b> is the sum over all pairs of different views.
 * q [globals · batch, K] -> [crops · batch, K].
 */
function otherViews(q: tf.Tensor2D, batch: number, crops: number): tf.Tensor2D {
  return sumOfOtherViews(q, q.shape[0] / batch, crops);
}

/** Every student view [V B, K] against every other of the two teacher views q [2B, K], as the term `name`. */
export function acrossViews(name: string, scores: tf.Tensor2D, q: tf.Tensor2D, temperature: number): Loss {
  const batch = q.shape[0] / 2;
  const crops = scores.shape[0] / batch;
  const pairs = 2 * (crops - 1);
  const { losses, slope } = crossEntropy(
    otherViews(q, batch, crops),
    scores,
    temperature,
    1 / (pairs * batch),
  );
  return { terms: { [name]: losses }, slope };
}
