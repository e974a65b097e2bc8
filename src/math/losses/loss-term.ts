import type * as tf from '@tensorflow/tfjs';

/** A term of the loss on some rows, with its gradient to them. */
export interface LossTerm {
  /** The term's name in its paper. */
  readonly name: string;
  /** The term's value, with its weight. */
  readonly loss: tf.Scalar;
  readonly slope: tf.Tensor2D;
}
