import * as tf from '@tensorflow/tfjs';
import { sampledIndex } from '../base/sample.ts';

/** Above this K, only an even sample of this size is read back and drawn. */
const SHOWN = 2048;

/** The prototypes [shown, D] of all [K, D] that are drawn. The caller disposes of them. Call inside tf.tidy. */
export function shownRows(prototypes: tf.Tensor2D): tf.Tensor2D {
  const K = prototypes.shape[0];
  if (K <= SHOWN) return tf.clone(prototypes);
  const picks = Int32Array.from({ length: SHOWN }, (_, i) => sampledIndex(i, K, SHOWN));
  return tf.gather(prototypes, tf.tensor1d(picks, 'int32'));
}
