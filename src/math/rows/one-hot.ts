import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../kernel/rank.ts';

/** One-hot rows [n, K] in float32 of int32 indices [n]. */
export function oneHot(indices: tf.Tensor1D, K: number): tf.Tensor2D {
  return ofRank(tf.cast(tf.oneHot(indices, K), 'float32'), 2);
}
