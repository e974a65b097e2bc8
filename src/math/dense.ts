import * as tf from '@tensorflow/tfjs';

/** x [R, In] · w [In, Out] (+ b [Out]) -> [R, Out]. */
export function dense(x: tf.Tensor2D, w: tf.Tensor2D, b?: tf.Tensor): tf.Tensor2D {
  const product = tf.matMul(x, w);
  return (b ? tf.add(product, b) : product) as tf.Tensor2D;
}
