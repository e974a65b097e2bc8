import type * as tf from '@tensorflow/tfjs';

/** A term of the loss with its gradient to the rows that it is on. */
export interface LossTerm {
  /** Its name in its paper. */
  readonly name: string;
  /** Weight included. */
  readonly loss: tf.Scalar;
  readonly slope: tf.Tensor2D;
}
