import * as tf from '@tensorflow/tfjs';
import { defineGradient, defineKernel, runKernel } from './kernel.ts';

const EPS = 1e-12;

/** Rows of x [R, D] divided by their L2 norm (at least 1e-12, as torch.nn.functional.normalize). */
export function normaliseRows(x: tf.Tensor2D): tf.Tensor2D {
  return runKernel('NormaliseRows', { x })[0] as tf.Tensor2D;
}

defineKernel('NormaliseRows', {
  composed: ({ x }) => {
    const norm = tf.maximum(tf.sqrt(tf.sum(tf.square(x as tf.Tensor), 1, true)), EPS);
    return [tf.div(x as tf.Tensor, norm), norm];
  },
  wasm: ({ x }, _, heap) => {
    const [rows, dim] = (x as tf.Tensor).shape as [number, number];
    const out = heap.output([rows, dim]);
    const norms = heap.output([rows, 1]);
    const X = heap.view(x as tf.Tensor);
    const Y = heap.view(out);
    const N = heap.view(norms);
    for (let r = 0; r < rows; r++) {
      let squares = 0;
      const end = (r + 1) * dim;
      for (let i = r * dim; i < end; i++) squares += X[i] * X[i];
      const norm = Math.max(Math.sqrt(squares), EPS);
      N[r] = norm;
      for (let i = r * dim; i < end; i++) Y[i] = X[i] / norm;
    }
    return [out, norms];
  },
});

/** dx = (dy - y <dy, y>) / |x|. */
defineKernel('NormaliseRowsGrad', {
  composed: ({ dy, y, norm }) => {
    const along = tf.sum(tf.mul(dy as tf.Tensor, y as tf.Tensor), 1, true);
    return [tf.div(tf.sub(dy as tf.Tensor, tf.mul(y as tf.Tensor, along)), norm as tf.Tensor)];
  },
  wasm: ({ dy, y, norm }, _, heap) => {
    const [rows, dim] = (y as tf.Tensor).shape as [number, number];
    const out = heap.output([rows, dim]);
    const DY = heap.view(dy as tf.Tensor);
    const Y = heap.view(y as tf.Tensor);
    const N = heap.view(norm as tf.Tensor);
    const DX = heap.view(out);
    for (let r = 0; r < rows; r++) {
      let along = 0;
      const end = (r + 1) * dim;
      for (let i = r * dim; i < end; i++) along += DY[i] * Y[i];
      for (let i = r * dim; i < end; i++) DX[i] = (DY[i] - along * Y[i]) / N[r];
    }
    return [out];
  },
});

defineGradient('NormaliseRows', { inputs: [], outputs: [true, true] }, ([dy], [y, norm]) => ({
  x: () =>
    runKernel('NormaliseRowsGrad', {
      dy: dy as tf.Tensor,
      y: y as tf.Tensor,
      norm: norm as tf.Tensor,
    })[0] as tf.Tensor,
}));
