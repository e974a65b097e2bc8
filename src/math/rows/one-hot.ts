import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../kernel/rank.ts';

/** Rows [n, K] of float32, 1 at each row's index and 0 elsewhere, of int32 indices [n]. */
export function oneHot(indices: tf.Tensor1D, K: number): tf.Tensor2D {
  return ofRank(tf.cast(tf.oneHot(indices, K), 'float32'), 2);
}
