import type * as tf from '@tensorflow/tfjs';

/**
 * What an encoder or a head sees of the network it runs in: layers by the address of their weights. It does
 * not know whether it trains (teacher and student stacked, batch statistics, a way back) or evaluates (one
 * network, running statistics).
 */
export interface Network {
  /** x [R, In] · `address`/kernel (+ `address`/bias where `bias`) -> [R, Out]. */
  dense(address: string, x: tf.Tensor2D, bias: boolean): tf.Tensor2D;
  /** 3 x 3 convolution of stride 2 with `address`/kernel: [N, H, W, In] -> [N, ceil(H/2), ceil(W/2), Out]. */
  conv(address: string, x: tf.Tensor4D): tf.Tensor4D;
  /** Batch norm of x [..., C] with scale and shift at `address`/gamma, /beta, then GELU when asked. */
  batchNorm<T extends tf.Tensor>(address: string, x: T, gelu: boolean): T;
  /** Batch norm of x [R, C] without scale and shift. */
  standardise(address: string, x: tf.Tensor2D): tf.Tensor2D;
  /** Images as rows: [N, H, W, C] -> [N, H·W·C]. */
  flatten(images: tf.Tensor4D): tf.Tensor2D;
  /** Mean over the plane: [N, H, W, C] -> [N, C]. */
  average(x: tf.Tensor4D): tf.Tensor2D;
}
