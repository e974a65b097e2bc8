import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** DINO's targets softmax((s - m) / τ) of teacher scores s [R, K] about a centre m [1, K]. */
export function centredSoftmax(scores: tf.Tensor2D, center: tf.Tensor2D, temperature: number): tf.Tensor2D {
  return runKernel('CentredSoftmax', { scores, center }, { temperature })[0] as tf.Tensor2D;
}

/** DINO's centre m ← μ m + (1 - μ) mean(s), [1, K]. */
export function nextCenter(scores: tf.Tensor2D, center: tf.Tensor2D, momentum: number): tf.Tensor2D {
  return runKernel('NextCenter', { scores, center }, { momentum })[0] as tf.Tensor2D;
}

defineKernel('CentredSoftmax', {
  composed: ({ scores, center }, { temperature }) => [
    tf.softmax(tf.div(tf.sub(scores as tf.Tensor, center as tf.Tensor), temperature as number)),
  ],
  webgpu: ({ scores, center }, { temperature }, gpu) => {
    const [rows, K] = (scores as tf.Tensor2D).shape;
    const q = gpu.output([rows, K]);
    const tensors = [q, scores as tf.Tensor, center as tf.Tensor];
    gpu.run(`centred softmax ${rows} ${K}`, () => centred(rows, K), tensors, rows, [
      1 / (temperature as number),
    ]);
    return [q];
  },
});

defineKernel('NextCenter', {
  composed: ({ scores, center }, { momentum }) => [
    tf.add(
      tf.mul(center as tf.Tensor, momentum as number),
      tf.mul(tf.mean(scores as tf.Tensor, 0, true), 1 - (momentum as number)),
    ),
  ],
  webgpu: ({ scores, center }, { momentum }, gpu) => {
    const [rows, K] = (scores as tf.Tensor2D).shape;
    const next = gpu.output([1, K]);
    const tensors = [next, scores as tf.Tensor, center as tf.Tensor];
    gpu.run(`next center ${rows} ${K}`, () => followed(rows, K), tensors, K, [momentum as number]);
    return [next];
  },
});

/** A thread a row. */
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

/** A thread a prototype. */
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
