import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

const EPS = 1e-12;

/** Rows at unit length, and the norms that they had, [R, 1]. */
export interface UnitRows {
  readonly y: tf.Tensor2D;
  readonly norm: tf.Tensor2D;
}

/** Rows of x [R, D] divided by their L2 norm (at least 1e-12, as torch.nn.functional.normalize). */
export function toSphere(x: tf.Tensor2D): UnitRows {
  const [y, norm] = runKernel('NormaliseRows', { x });
  return { y, norm } as UnitRows;
}

/** The gradient to the rows as they were, from that to the unit rows, dy [R, D]. */
export function toSphereGrad(dy: tf.Tensor2D, { y, norm }: UnitRows): tf.Tensor2D {
  return runKernel('NormaliseRowsGrad', { dy, y, norm })[0] as tf.Tensor2D;
}

/** The unit rows alone. */
export function normaliseRows(x: tf.Tensor2D): tf.Tensor2D {
  return toSphere(x).y;
}

defineKernel('NormaliseRows', {
  composed: ({ x }) => {
    const norm = tf.maximum(tf.sqrt(tf.sum(tf.square(x as tf.Tensor), 1, true)), EPS);
    return [tf.div(x as tf.Tensor, norm), norm];
  },
  wasm: ({ x }, _, heap) => {
    const [rows, dim] = (x as tf.Tensor2D).shape;
    const y = heap.output([rows, dim]);
    const norms = heap.output([rows, 1]);
    heap.kernels.normaliseRows(heap.at(x), rows, dim, heap.at(y), heap.at(norms));
    return [y, norms];
  },
  webgpu: (inputs, _, gpu) => {
    const [rows, dim] = (inputs.x as tf.Tensor2D).shape;
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
    gpu.run(`normalise rows ${rows} ${dim}`, program, [y, norms, inputs.x as tf.Tensor], rows);
    return [y, norms];
  },
});

/** dx = (dy - y <dy, y>) / |x|. */
defineKernel('NormaliseRowsGrad', {
  composed: ({ dy, y, norm }) => {
    const along = tf.sum(tf.mul(dy as tf.Tensor, y as tf.Tensor), 1, true);
    return [tf.div(tf.sub(dy as tf.Tensor, tf.mul(y as tf.Tensor, along)), norm as tf.Tensor)];
  },
  wasm: ({ dy, y, norm }, _, heap) => {
    const [rows, dim] = (y as tf.Tensor2D).shape;
    const dx = heap.output([rows, dim]);
    heap.kernels.normaliseRowsBack(heap.at(dy), heap.at(y), heap.at(norm), rows, dim, heap.at(dx));
    return [dx];
  },
  webgpu: ({ dy, y, norm }, _, gpu) => {
    const [rows, dim] = (y as tf.Tensor2D).shape;
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
    gpu.run(`normalise rows back ${rows} ${dim}`, program, [dx, dy, y, norm] as tf.Tensor[], rows);
    return [dx];
  },
});
