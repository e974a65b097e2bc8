import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

const EPS = 1e-12;

/** Rows at unit length, [R, D], and their former norms, [R, 1]. */
export interface OnSphere {
  readonly y: tf.Tensor2D;
  readonly norm: tf.Tensor2D;
}

/** Rows of x [R, D] divided by their L2 norm (at least 1e-12, as torch.nn.functional.normalize). */
export function toSphere(x: tf.Tensor2D): OnSphere {
  const [y, norm] = normaliseKernel({ x }, {});
  return { y, norm };
}

/** Gradient to the former rows [R, D], from dy [R, D] to the unit rows. */
export function toSphereGrad(dy: tf.Tensor2D, { y, norm }: OnSphere): tf.Tensor2D {
  return normaliseGradKernel({ dy, y, norm }, {})[0];
}

/** Rows of x [R, D] at unit length, without their norms. */
export function normaliseRows(x: tf.Tensor2D): tf.Tensor2D {
  return toSphere(x).y;
}

const normaliseKernel = defineKernel<
  { readonly x: tf.Tensor2D },
  object,
  [y: tf.Tensor2D, norm: tf.Tensor2D]
>('NormaliseRows', {
  composed: ({ x }) => {
    const norm = tf.maximum(tf.sqrt(tf.sum(tf.square(x), 1, true)), EPS);
    return [tf.div(x, norm), norm];
  },
  wasm: ({ x }, _, heap) => {
    const [rows, dim] = x.shape;
    const y = heap.output([rows, dim]);
    const norms = heap.output([rows, 1]);
    heap.kernels.normaliseRows(heap.at(x), rows, dim, heap.at(y), heap.at(norms));
    return [y, norms];
  },
  webgpu: ({ x }, _, gpu) => {
    const [rows, dim] = x.shape;
    const y = gpu.output([rows, dim]);
    const norms = gpu.output([rows, 1]);
    const program = (): Program => ({
      outputs: { y: 'f32', norms: 'f32' },
      inputs: { x: 'f32' },
      workgroup: 64,
      each: ['row', rows],
      body: `  let base = row * ${dim}u;
  var s = 0.0;
  for (var i = 0u; i < ${dim}u; i++) { s = fma(x[base + i], x[base + i], s); }
  let norm = max(sqrt(s), ${EPS});
  norms[row] = norm;
  for (var i = 0u; i < ${dim}u; i++) { y[base + i] = x[base + i] / norm; }`,
    });
    gpu.run(`normalise rows ${rows} ${dim}`, program, [y, norms, x], rows);
    return [y, norms];
  },
});

/** dx = (dy - y <dy, y>) / |x|. */
const normaliseGradKernel = defineKernel<OnSphere & { readonly dy: tf.Tensor2D }, object, [dx: tf.Tensor2D]>(
  'NormaliseRowsGrad',
  {
    composed: ({ dy, y, norm }) => {
      const along = tf.sum(tf.mul(dy, y), 1, true);
      return [tf.div(tf.sub(dy, tf.mul(y, along)), norm)];
    },
    wasm: ({ dy, y, norm }, _, heap) => {
      const [rows, dim] = y.shape;
      const dx = heap.output([rows, dim]);
      heap.kernels.normaliseRowsBack(heap.at(dy), heap.at(y), heap.at(norm), rows, dim, heap.at(dx));
      return [dx];
    },
    webgpu: ({ dy, y, norm }, _, gpu) => {
      const [rows, dim] = y.shape;
      const dx = gpu.output([rows, dim]);
      const program = (): Program => ({
        outputs: { dx: 'f32' },
        inputs: { dy: 'f32', y: 'f32', norms: 'f32' },
        workgroup: 64,
        each: ['row', rows],
        body: `  let base = row * ${dim}u;
  var along = 0.0;
  for (var i = 0u; i < ${dim}u; i++) { along = fma(dy[base + i], y[base + i], along); }
  for (var i = 0u; i < ${dim}u; i++) { dx[base + i] = (dy[base + i] - y[base + i] * along) / norms[row]; }`,
      });
      gpu.run(`normalise rows back ${rows} ${dim}`, program, [dx, dy, y, norm], rows);
      return [dx];
    },
  },
);
