import type * as tf from '@tensorflow/tfjs';

/** What an encoder or a head sees of the network it runs in: weights by address, and normalisation that
 *  knows whether it trains (batch statistics) or evaluates (running statistics). */
export interface Network {
  weight(address: string): tf.Tensor;
  /** Batch norm of x [..., C] with scale and shift at `address`/gamma, /beta, then GELU when asked. */
  batchNorm(address: string, x: tf.Tensor, gelu: boolean): tf.Tensor;
  /** Batch norm of x [R, C] without scale and shift. */
  standardise(address: string, x: tf.Tensor2D): tf.Tensor2D;
}
