import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/**
 * Images cut into square patches, `size` pixels a side, row by row (Dosovitskiy et al. 2021): [N, H, W, C] ->
 * [N P, size·size·C] with P = H/size · W/size. It has no gradient, because images need none. Throws an Error when the
 * patches do not tile the image.
 */
export function patches(images: tf.Tensor4D, size: number): tf.Tensor2D {
  const [, H, W] = images.shape;
  if (H % size !== 0 || W % size !== 0) throw new Error(`patches of ${size} do not tile ${H} x ${W}`);
  return patchesKernel({ images }, { size })[0];
}

const patchesKernel = defineKernel<
  { readonly images: tf.Tensor4D },
  { readonly size: number },
  [patches: tf.Tensor2D]
>('Patches', {
  composed: ({ images }, { size }) => {
    const [N, H, W, C] = images.shape;
    const cut = tf.reshape(images, [N * (H / size), size, W / size, size * C]);
    return [tf.reshape(tf.transpose(cut, [0, 2, 1, 3]), [-1, size * size * C])];
  },
  wasm: ({ images }, { size }, heap) => {
    const [N, H, W, C] = images.shape;
    const out = heap.output([(N * H * W) / (size * size), size * size * C]);
    const [to, from] = [heap.view(out), heap.view(images)];
    const run = size * C;
    let at = 0;
    for (let down = 0; down < N * (H / size); down++)
      for (let across = 0; across < W / size; across++)
        for (let y = 0; y < size; y++) {
          const start = (down * size + y) * W * C + across * run;
          for (let i = 0; i < run; i++) to[at++] = from[start + i];
        }
    return [out];
  },
  webgpu: ({ images }, { size }, gpu) => {
    const [N, H, W, C] = images.shape;
    const [run, across] = [size * C, W / size];
    const out = gpu.output([(N * H * W) / (size * size), size * run]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: { x: 'f32' },
      workgroup: 64,
      each: ['id', images.size],
      body: `  let i = id % ${run}u; let line = id / ${run}u % ${size}u;
  let square = id / ${size * run}u;
  y[id] = x[((square / ${across}u) * ${size}u + line) * ${W * C}u + square % ${across}u * ${run}u + i];`,
    });
    gpu.run(`patches ${N} ${H} ${W} ${C} ${size}`, program, [out, images], images.size);
    return [out];
  },
});
