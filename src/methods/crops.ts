import type * as tf from '@tensorflow/tfjs';
import { crossEntropy } from '../math/losses/cross-entropy.ts';
import { sumOfOtherViews } from '../math/losses/other-views.ts';
import type { Loss } from './method.ts';

/**
 * Sums for every student view the targets of all other teacher views, T_b = Σ_{a ≠ b} q_a. Then Σ_b <T_b, log p_b> is
 * the sum over all pairs of different views. q [globals · batch, K] -> [crops · batch, K], crop-major both.
 */
function otherViews(q: tf.Tensor2D, batch: number, crops: number): tf.Tensor2D {
  return sumOfOtherViews(q, q.shape[0] / batch, crops);
}

/** The mean cross-entropy of every student view with the two teacher views but its own, as the term `name`. Scores
 *  are [V B, K] and targets q [2B, K], crop-major both. */
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
