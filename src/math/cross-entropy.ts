import * as tf from '@tensorflow/tfjs';
import { defineGradient, defineKernel, runKernel } from './kernel.ts';
import type { Program } from './webgpu/gpu.ts';
import { sumRows } from './webgpu/sum-rows.ts';

/**
 * Σ_r -<q_r, log softmax(s_r / temperature)>, a scalar. targets q and scores s [R, K]; no gradient flows to
 * the targets, whose rows need not sum to one (a sum over several teacher views is one row here).
 * Gradient to s: (softmax(s_r/τ) Σ_k q_rk - q_r) / τ.
 */
export function crossEntropy(targets: tf.Tensor2D, scores: tf.Tensor2D, temperature: number): tf.Scalar {
  return runKernel('CrossEntropy', { targets, scores }, { temperature })[0] as tf.Scalar;
}

defineKernel('CrossEntropy', {
  composed: ({ targets, scores }, { temperature }) => {
    const logits = tf.div(scores as tf.Tensor, temperature as number);
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const weights = tf.exp(shifted);
    const total = tf.sum(weights, 1, true);
    const mass = tf.sum(targets as tf.Tensor, 1, true);
    const loss = tf.sub(tf.sum(tf.mul(mass, tf.log(total))), tf.sum(tf.mul(targets as tf.Tensor, shifted)));
    const slope = tf.div(
      tf.sub(tf.mul(tf.div(weights, total), mass), targets as tf.Tensor),
      temperature as number,
    );
    return [loss, slope];
  },
  wasm: ({ targets, scores }, { temperature }, heap) => {
    const [rows, K] = (scores as tf.Tensor2D).shape;
    const loss = heap.output([]);
    const slope = heap.output([rows, K]);
    const { kernels, at } = heap;
    const inverse = 1 / (temperature as number);
    const sum = kernels.crossEntropy(at(targets), at(scores), rows, K, inverse, at(slope));
    heap.view(loss)[0] = sum;
    return [loss, slope];
  },
  webgpu: ({ targets, scores }, { temperature }, gpu) => {
    const [rows, K] = (scores as tf.Tensor2D).shape;
    const slope = gpu.output([rows, K]);
    const losses = gpu.output([rows]);
    const tensors = [slope, losses, targets as tf.Tensor, scores as tf.Tensor];
    gpu.run(`cross-entropy ${rows} ${K}`, () => rowEntropy(rows, K), tensors, rows, [
      1 / (temperature as number),
    ]);
    const loss = sumRows(gpu, losses, rows, 1);
    gpu.free(losses);
    return [{ ...loss, shape: [] }, slope];
  },
});

/** A row a thread: loss, and the slope left in place of the weights. */
function rowEntropy(rows: number, K: number): Program {
  return {
    outputs: { slope: 'f32', losses: 'f32' },
    inputs: { targets: 'f32', scores: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  let base = row * ${K}u;
  var top = scores[base];
  for (var k = 1u; k < ${K}u; k++) { top = max(top, scores[base + k]); }
  var total = 0.0; var mass = 0.0; var along = 0.0;
  for (var k = 0u; k < ${K}u; k++) {
    let shifted = (scores[base + k] - top) * params.inverse;
    let weight = exp(shifted); let q = targets[base + k];
    slope[base + k] = weight;
    total += weight; mass += q; along = fma(q, shifted, along);
  }
  losses[row] = mass * log(total) - along;
  let scale = mass / total * params.inverse;
  for (var k = 0u; k < ${K}u; k++) { slope[base + k] = slope[base + k] * scale - targets[base + k] * params.inverse; }`,
  };
}

defineGradient('CrossEntropy', { inputs: [], outputs: [false, true] }, ([dy], [slope]) => ({
  targets: () => tf.zerosLike(slope as tf.Tensor),
  scores: () => tf.mul(dy as tf.Tensor, slope as tf.Tensor),
}));
