import type * as tf from '@tensorflow/tfjs';
import type { Part } from './split.ts';

/** The normalisation between a head and its prototypes. */
export type OutputNorm = 'none' | 'batchnorm' | 'whiten';

/**
 * Layers by the address of their weights, for encoders and heads. These do not know whether the network trains
 * (teacher and student stacked, batch statistics, gradients) or evaluates (one network, running statistics).
 */
export interface Network {
  /** x [R, In] · `address`/kernel (+ `address`/bias with `bias`) (+ `residual` [R, Out]) -> [R, Out]. */
  dense(address: string, x: tf.Tensor2D, bias: boolean, residual?: tf.Tensor2D): tf.Tensor2D;
  /** 3 x 3 convolution of stride 2 with `address`/kernel: [N, H, W, In] -> [N, ceil(H/2), ceil(W/2), Out]. */
  conv(address: string, x: tf.Tensor4D): tf.Tensor4D;
  /** Batch norm of x [..., C] with scale and shift at `address`/gamma and /beta, then GELU with `gelu`. */
  batchNorm<T extends tf.Tensor>(address: string, x: T, gelu: boolean): T;
  /** Batch norm of x [R, C] without scale and shift. */
  standardise(address: string, x: tf.Tensor2D): tf.Tensor2D;
  /** Images as rows: [N, H, W, C] -> [N, H·W·C]. */
  flatten(images: tf.Tensor4D): tf.Tensor2D;
  /** Mean of each channel over the plane: [N, H, W, C] -> [N, C]. */
  average(x: tf.Tensor4D): tf.Tensor2D;
  /** Layer norm of each row of x [R, E], with scale and shift at `address`/gamma and /beta. */
  layerNorm(address: string, x: tf.Tensor2D): tf.Tensor2D;
  gelu(x: tf.Tensor2D): tf.Tensor2D;
  /** Attention among the `tokens` T of each image: qkv [N T, 3E] -> [N T, E]. In the student no token attends to
   *  patches whose `unseen` [R P] is 1. A network that evaluates hides none. */
  attention(qkv: tf.Tensor2D, tokens: number, heads: number, unseen?: tf.Tensor1D): tf.Tensor2D;
  /** Concatenates columns: [R, A] and [R, B] -> [R, A + B]. */
  beside(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor2D;
  /** Images as rows of square patches, `size` pixels a side: [N, H, W, C] -> [N P, size·size·C]. */
  patches(images: tf.Tensor4D, size: number): tf.Tensor2D;
  /**
   * Patch rows [N P, E] -> tokens [N T, E], T = P + 1: `address`/cls before the patches of each image,
   * `address`/positions added to all. The student sees `address`/mask_token for patches whose `mask` [R P] is 1. A
   * teacher, and a network that evaluates, see all patches. Without `cls` the first token is its position alone.
   */
  tokens(address: string, x: tf.Tensor2D, mask?: tf.Tensor1D, cls?: boolean): tf.Tensor2D;
  /** The [CLS] rows [N, E] or the patch rows [N P, E] of x [N T, E], with `tokens` T in an image. */
  split(x: tf.Tensor2D, tokens: number, part: Part): tf.Tensor2D;
}
