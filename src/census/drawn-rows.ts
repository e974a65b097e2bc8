import * as tf from '@tensorflow/tfjs';
import { sampledIndex } from '../base/sample.ts';

/** Above this K, what is drawn is of so many prototypes, evenly spread over the indices, and no others are read back. */
export const SHOWN = 2048;

/** The prototypes [shown, D] that are drawn, of all [K, D]. The caller disposes of them (inside tf.tidy). */
export function shownRows(prototypes: tf.Tensor2D): tf.Tensor2D {
  const K = prototypes.shape[0];
  if (K <= SHOWN) return tf.clone(prototypes);
  const picks = Int32Array.from({ length: SHOWN }, (_, i) => sampledIndex(i, K, SHOWN));
  return tf.gather(prototypes, tf.tensor1d(picks, 'int32'));
}
