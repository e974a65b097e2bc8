import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** DINO's targets softmax((s - m) / τ) [R, K] for teacher scores s [R, K] and a centre m [1, K] (Caron et al. 2021).
 *  */
export function centredSoftmax(scores: tf.Tensor2D, center: tf.Tensor2D, temperature: number): tf.Tensor2D {
  return centredSoftmaxKernel({ scores, center }, { temperature })[0];
}

/** DINO's update of the centre, m ← μ m + (1 - μ) mean(s), [1, K]. */
export function nextCenter(scores: tf.Tensor2D, center: tf.Tensor2D, momentum: number): tf.Tensor2D {
  return nextCenterKernel({ scores, center }, { momentum })[0];
}

interface Centred {
  readonly scores: tf.Tensor2D;
  readonly center: tf.Tensor2D;
}

const centredSoftmaxKernel = defineKernel<Centred, { readonly temperature: number }, [targets: tf.Tensor2D]>(
  'CentredSoftmax',
  {
    composed: ({ scores, center }, { temperature }) => [
      tf.softmax(tf.div(tf.sub(scores, center), temperature)),
    ],
    webgpu: ({ scores, center }, { temperature }, gpu) => {
      const [rows, K] = scores.shape;
      const q = gpu.output([rows, K]);
      const tensors = [q, scores, center];
      gpu.run(`centred softmax ${rows} ${K}`, () => centred(rows, K), tensors, rows, [1 / temperature]);
      return [q];
    },
  },
);

const nextCenterKernel = defineKernel<Centred, { readonly momentum: number }, [center: tf.Tensor2D]>(
  'NextCenter',
  {
    composed: ({ scores, center }, { momentum }) => [
      tf.add(tf.mul(center, momentum), tf.mul(tf.mean(scores, 0, true), 1 - momentum)),
    ],
    webgpu: ({ scores, center }, { momentum }, gpu) => {
      const [rows, K] = scores.shape;
      const next = gpu.output([1, K]);
      const tensors = [next, scores, center];
      gpu.run(`next center ${rows} ${K}`, () => followed(rows, K), tensors, K, [momentum]);
      return [next];
    },
  },
);

/** Each thread has one row. */
function centred(rows: number, K: number): Program {
  const value = `(s[base + k] - m[k]) * params.inverse`;
  return {
    outputs: { q: 'f32' },
    inputs: { s: 'f32', m: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  let base = row * ${K}u;
  var top = -3.0e38; var total = 0.0;
  for (var k = 0u; k < ${K}u; k++) { top = max(top, ${value}); }
  for (var k = 0u; k < ${K}u; k++) { let e = exp(${value} - top); q[base + k] = e; total += e; }
  for (var k = 0u; k < ${K}u; k++) { q[base + k] /= total; }`,
  };
}

/** Each thread has one prototype. */
function followed(rows: number, K: number): Program {
  return {
    outputs: { next: 'f32' },
    inputs: { s: 'f32', m: 'f32' },
    params: ['momentum'],
    workgroup: 64,
    each: ['k', K],
    body: `  var sum = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { sum += s[r * ${K}u + k]; }
  next[k] = params.momentum * m[k] + (1.0 - params.momentum) * sum * ${1 / rows};`,
  };
}
