import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from './kernel.ts';

/** Mean over the plane: x [N, H, W, C] -> [N, C]. */
export function average(x: tf.Tensor4D): tf.Tensor2D {
  return runKernel('Average', { x })[0] as tf.Tensor2D;
}

/** dy [N, C] spread over a plane of height x width: [N, H, W, C]. */
export function averageGrad(dy: tf.Tensor2D, height: number, width: number): tf.Tensor4D {
  return runKernel('AverageGrad', { dy }, { height, width })[0] as tf.Tensor4D;
}

defineKernel('Average', {
  composed: ({ x }) => [tf.mean(x as tf.Tensor, [1, 2])],
  wasm: ({ x }, _, heap) => {
    const [N, H, W, C] = (x as tf.Tensor4D).shape;
    const y = heap.output([N, C]);
    const { kernels, at } = heap;
    for (let n = 0; n < N; n++)
      kernels.sumRows(at(x) + n * H * W * C * 4, H * W, C, 1 / (H * W), at(y) + n * C * 4);
    return [y];
  },
});

defineKernel('AverageGrad', {
  composed: ({ dy }, attributes) => {
    const [N, C] = (dy as tf.Tensor2D).shape;
    const [height, width] = [attributes.height as number, attributes.width as number];
    const spread = tf.div(tf.reshape(dy as tf.Tensor, [N, 1, 1, C]), height * width);
    return [tf.tile(spread, [1, height, width, 1])];
  },
  wasm: ({ dy }, attributes, heap) => {
    const [N, C] = (dy as tf.Tensor2D).shape;
    const [height, width] = [attributes.height as number, attributes.width as number];
    const dx = heap.output([N, height, width, C]);
    const { kernels, at } = heap;
    const size = height * width;
    for (let n = 0; n < N; n++)
      kernels.spreadRow(at(dy) + n * C * 4, size, C, 1 / size, at(dx) + n * size * C * 4);
    return [dx];
  },
});
