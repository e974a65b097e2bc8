import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** Mean of each channel over the plane: x [N, H, W, C] -> [N, C]. */
export function average(x: tf.Tensor4D): tf.Tensor2D {
  return averageKernel({ x }, {})[0];
}

/** Gradient to x [N, height, width, C] from dy [N, C]. */
export function averageGrad(dy: tf.Tensor2D, height: number, width: number): tf.Tensor4D {
  return averageGradKernel({ dy }, { height, width })[0];
}

const averageKernel = defineKernel<{ readonly x: tf.Tensor4D }, object, [y: tf.Tensor2D]>('Average', {
  composed: ({ x }) => [tf.mean(x, [1, 2])],
  wasm: ({ x }, _, heap) => {
    const [N, H, W, C] = x.shape;
    const y = heap.output([N, C]);
    const { kernels, at } = heap;
    for (let n = 0; n < N; n++)
      kernels.sumRows(at(x) + n * H * W * C * 4, H * W, C, 1 / (H * W), at(y) + n * C * 4);
    return [y];
  },
  webgpu: ({ x }, _, gpu) => {
    const [N, H, W, C] = x.shape;
    const y = gpu.output([N, C]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: { x: 'f32' },
      workgroup: 64,
      each: ['id', N * C],
      body: `  let base = id / ${C}u * ${H * W * C}u + id % ${C}u;
  var s = 0.0;
  for (var i = 0u; i < ${H * W}u; i++) { s += x[base + i * ${C}u]; }
  y[id] = s * ${1 / (H * W)};`,
    });
    gpu.run(`average ${N} ${H} ${W} ${C}`, program, [y, x], N * C);
    return [y];
  },
});

const averageGradKernel = defineKernel<
  { readonly dy: tf.Tensor2D },
  { readonly height: number; readonly width: number },
  [dx: tf.Tensor4D]
>('AverageGrad', {
  composed: ({ dy }, { height, width }) => {
    const [N, C] = dy.shape;
    const spread = tf.div(tf.reshape(dy, [N, 1, 1, C]), height * width);
    return [tf.tile(spread, [1, height, width, 1])];
  },
  wasm: ({ dy }, { height, width }, heap) => {
    const [N, C] = dy.shape;
    const dx = heap.output([N, height, width, C]);
    const { kernels, at } = heap;
    const size = height * width;
    for (let n = 0; n < N; n++)
      kernels.spreadRow(at(dy) + n * C * 4, size, C, 1 / size, at(dx) + n * size * C * 4);
    return [dx];
  },
  webgpu: ({ dy }, { height, width }, gpu) => {
    const [N, C] = dy.shape;
    const plane = height * width;
    const dx = gpu.output([N, height, width, C]);
    const program = (): Program => ({
      outputs: { dx: 'f32' },
      inputs: { dy: 'f32' },
      workgroup: 64,
      each: ['id', N * plane * C],
      body: `  dx[id] = dy[id / ${plane * C}u * ${C}u + id % ${C}u] * ${1 / plane};`,
    });
    gpu.run(`average back ${N} ${height} ${width} ${C}`, program, [dx, dy], N * plane * C);
    return [dx];
  },
});
