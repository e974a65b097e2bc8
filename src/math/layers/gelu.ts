import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { WasmHeap } from '../kernel/wasm-heap.ts';
import type { Program } from '../webgpu/gpu.ts';
import { GELU_WGSL } from '../webgpu/norm.ts';

/** GELU x Φ(x) of x [R, C] (Hendrycks & Gimpel 2016, the exact erf form). */
export function gelu(x: tf.Tensor2D): tf.Tensor2D {
  return geluKernel({ x }, {})[0];
}

/** Gradient to the student's rows of x [G R, C], from dy [R, C]. */
export function geluGrad(dy: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  return geluGradKernel({ dy, x }, {})[0];
}

const cdf = (u: tf.Tensor) => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2))));

/** GELU from stock ops, and its slope at u. */
export const geluOf = (u: tf.Tensor): tf.Tensor => tf.mul(u, cdf(u));
export const geluSlope = (u: tf.Tensor): tf.Tensor =>
  tf.add(cdf(u), tf.mul(u, tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(u))))));

const geluKernel = defineKernel<{ readonly x: tf.Tensor2D }, object, [y: tf.Tensor2D]>('Gelu', {
  composed: ({ x }) => [geluOf(x)],
  wasm: ({ x }, _, heap) => {
    const C = x.shape[1];
    const y = heap.output(x.shape);
    const { one, zero } = plainTable(C, heap);
    heap.kernels.activate(heap.at(x), x.size / C, C, one, zero, heap.at(y), true);
    return [y];
  },
  webgpu: ({ x }, _, gpu) => {
    const y = gpu.output(x.shape);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: { x: 'f32' },
      workgroup: 64,
      functions: GELU_WGSL,
      each: ['id', x.size],
      body: '  y[id] = curve(x[id]);',
    });
    gpu.run(`gelu ${x.size}`, program, [y, x], x.size);
    return [y];
  },
});

const geluGradKernel = defineKernel<
  { readonly dy: tf.Tensor2D; readonly x: tf.Tensor2D },
  object,
  [dx: tf.Tensor2D]
>('GeluGrad', {
  composed: ({ dy, x }) => [tf.mul(dy, geluSlope(tf.slice(x, [x.shape[0] - dy.shape[0], 0], dy.shape)))],
  wasm: ({ dy, x }, _, heap) => {
    const C = dy.shape[1];
    const dx = heap.output(dy.shape);
    const { one, zero, sums, along } = plainTable(C, heap);
    const { kernels, at } = heap;
    // The student's rows are the last.
    const student = at(x) + (x.size - dy.size) * 4;
    kernels.activateBack(at(dy), student, dy.size / C, C, one, zero, one, zero, at(dx), sums, along, true);
    return [dx];
  },
  webgpu: ({ dy, x }, _, gpu) => {
    const dx = gpu.output(dy.shape);
    const program = (): Program => ({
      outputs: { dx: 'f32' },
      inputs: { dy: 'f32', x: 'f32' },
      workgroup: 64,
      functions: GELU_WGSL,
      each: ['id', dy.size],
      body: `  dx[id] = dy[id] * slope(x[${x.size - dy.size}u + id]);`,
    });
    gpu.run(`gelu back ${x.size} ${dy.size}`, program, [dx, dy, x], dy.size);
    return [dx];
  },
});

/** Addresses in scratch for batch norm's kernels: scale 1 and shift 0, [C] each, and room for their sums. */
function plainTable(C: number, heap: WasmHeap) {
  const sums = heap.scratch(24 * C);
  const [along, one, zero] = [8, 16, 20].map((bytes) => sums + bytes * C);
  heap.floats(one, C).fill(1);
  heap.floats(zero, C).fill(0);
  return { sums, along, one, zero };
}
