import * as tf from '@tensorflow/tfjs';
import { normaliseRows } from './sphere.ts';

/**
 * Scores [R, K] of embeddings z [R, D] against prototypes c [K, D]: <z, c>, with z scaled to unit rows when
 * `unit`, and c when `weightNorm` (DINO's DINOHead: normalize(x), then a weight-normed linear layer of g = 1).
 */
export function scores(z: tf.Tensor2D, c: tf.Tensor2D, unit: boolean, weightNorm: boolean): tf.Tensor2D {
  return tf.matMul(unit ? normaliseRows(z) : z, weightNorm ? normaliseRows(c) : c, false, true);
}
