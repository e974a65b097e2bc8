import type * as tf from '@tensorflow/tfjs';
import type { Part } from './split.ts';

/** What stands between a head and its prototypes. */
export type OutputNorm = 'none' | 'batchnorm' | 'whiten';

/**
 * What an encoder or a head sees of the network it runs in: layers by the address of their weights. It does
 * not know whether it trains (teacher and student stacked, batch statistics, a way back) or evaluates (one
 * network, running statistics).
 */
export interface Network {
  /** x [R, In] · `address`/kernel (+ `address`/bias where `bias`) (+ `residual` [R, Out]) -> [R, Out]. */
  dense(address: string, x: tf.Tensor2D, bias: boolean, residual?: tf.Tensor2D): tf.Tensor2D;
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
  /** Layer norm of each row of x [R, E], with scale and shift at `address`/gamma, /beta. */
  layerNorm(address: string, x: tf.Tensor2D): tf.Tensor2D;
  gelu(x: tf.Tensor2D): tf.Tensor2D;
  /** Attention among the `tokens` T of each image: qkv [N T, 3E] -> [N T, E]. In the student nobody attends to patches
   *  where `unseen` [R P] is 1; a network that evaluates sees everything. */
  attention(qkv: tf.Tensor2D, tokens: number, heads: number, unseen?: tf.Tensor1D): tf.Tensor2D;
  /** Columns of two tensors side by side: [R, A] and [R, B] -> [R, A + B]. */
  beside(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor2D;
  /** Images as rows of squares of `size` pixels a side: [N, H, W, C] -> [N P, size·size·C]. */
  patches(images: tf.Tensor4D, size: number): tf.Tensor2D;
  /**
   * Patch rows [N P, E] to [N T, E], T = P + 1: `address`/cls before each image's, `address`/positions added to all.
   * Where `mask` [R P] of the student's patches is 1, it sees `address`/mask_token instead; a teacher beside it, and a
   * network that evaluates, see everything. Without `cls` nothing but its position stands there.
   */
  tokens(address: string, x: tf.Tensor2D, mask?: tf.Tensor1D, cls?: boolean): tf.Tensor2D;
  /** The [CLS] rows [N, E] or the patch rows [N P, E] of x [N T, E], `tokens` T an image. */
  split(x: tf.Tensor2D, tokens: number, part: Part): tf.Tensor2D;
}
