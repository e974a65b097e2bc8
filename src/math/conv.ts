import * as tf from '@tensorflow/tfjs';

/** 3 x 3 convolution, stride 2, one pixel of zero padding as in PyTorch: x [N, H, W, In] with kernel
 *  [3, 3, In, Out] -> [N, ceil(H/2), ceil(W/2), Out]. No bias: a batch norm follows. */
export function conv3x3Stride2(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  return tf.conv2d(x, kernel, 2, 1, 'NHWC', 1, 'floor');
}
