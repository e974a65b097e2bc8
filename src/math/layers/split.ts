import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** A part of an image's tokens: its [CLS], or its patches. */
export type Part = 'cls' | 'patches';

/** The first token of a part, and their number. */
const placeOf = (part: Part, tokens: number) =>
  part === 'cls' ? { first: 0, count: 1 } : { first: 1, count: tokens - 1 };

/** The [CLS] rows [N, E] or the patch rows [N (T-1), E] of x [N T, E], with `tokens` T in an image. */
export function split(x: tf.Tensor2D, tokens: number, part: Part): tf.Tensor2D {
  return splitKernel({ x }, { tokens, ...placeOf(part, tokens) })[0];
}

/** Gradient to x [R T, E] from dy of a part's rows, which is zero in the other rows. */
export function splitGrad(dy: tf.Tensor2D, tokens: number, part: Part): tf.Tensor2D {
  return splitGradKernel({ dy }, { tokens, ...placeOf(part, tokens) })[0];
}

interface Place {
  readonly tokens: number;
  readonly first: number;
  readonly count: number;
}

const splitKernel = defineKernel<{ readonly x: tf.Tensor2D }, Place, [y: tf.Tensor2D]>('Split', {
  composed: ({ x }, { tokens, first, count }) => {
    const E = x.shape[1];
    const cube: tf.Tensor3D = tf.reshape(x, [-1, tokens, E]);
    const rows = tf.slice(cube, [0, first, 0], [cube.shape[0], count, E]);
    return [tf.reshape(rows, [-1, E])];
  },
  wasm: ({ x }, { tokens, first, count }, heap) => {
    const [rows, E] = x.shape;
    const y = heap.output([(rows / tokens) * count, E]);
    const [to, all] = [heap.view(y), heap.view(x)];
    for (let n = 0; n < rows / tokens; n++) {
      const start = (n * tokens + first) * E;
      to.set(all.subarray(start, start + count * E), n * count * E);
    }
    return [y];
  },
  webgpu: ({ x }, { tokens, first, count }, gpu) => {
    const [rows, E] = x.shape;
    const size = (rows / tokens) * count * E;
    const y = gpu.output([(rows / tokens) * count, E]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: { x: 'f32' },
      workgroup: 64,
      each: ['id', size],
      body: `  y[id] = x[id / ${count * E}u * ${tokens * E}u + ${first * E}u + id % ${count * E}u];`,
    });
    gpu.run(`split ${rows} ${E} ${tokens} ${first} ${count}`, program, [y, x], size);
    return [y];
  },
});

const splitGradKernel = defineKernel<{ readonly dy: tf.Tensor2D }, Place, [dx: tf.Tensor2D]>('SplitGrad', {
  composed: ({ dy }, { tokens, first, count }) => {
    const E = dy.shape[1];
    const cube: tf.Tensor3D = tf.reshape(dy, [-1, count, E]);
    const around: [number, number] = [first, tokens - first - count];
    return [tf.reshape(tf.pad(cube, [[0, 0], around, [0, 0]]), [-1, E])];
  },
  wasm: ({ dy }, { tokens, first, count }, heap) => {
    const [rows, E] = dy.shape;
    const dx = heap.output([(rows / count) * tokens, E]);
    const [to, all] = [heap.view(dx).fill(0), heap.view(dy)];
    for (let n = 0; n < rows / count; n++)
      to.set(all.subarray(n * count * E, (n + 1) * count * E), (n * tokens + first) * E);
    return [dx];
  },
  webgpu: ({ dy }, { tokens, first, count }, gpu) => {
    const [rows, E] = dy.shape;
    const size = (rows / count) * tokens * E;
    const dx = gpu.output([(rows / count) * tokens, E]);
    const program = (): Program => ({
      outputs: { dx: 'f32' },
      inputs: { dy: 'f32' },
      workgroup: 64,
      each: ['id', size],
      body: `  let at = id % ${tokens * E}u;
  var v = 0.0;
  if (at >= ${first * E}u && at < ${(first + count) * E}u) { v = dy[id / ${tokens * E}u * ${count * E}u + at - ${first * E}u]; }
  dx[id] = v;`,
    });
    gpu.run(`split back ${rows} ${E} ${tokens} ${first} ${count}`, program, [dx, dy], size);
    return [dx];
  },
});
