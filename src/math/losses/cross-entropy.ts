import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

export interface CrossEntropy {
  /** The loss of each row, [R]. Their sum is the loss. */
  readonly losses: tf.Tensor1D;
  /** The loss's gradient to the scores, [R, K]. */
  readonly slope: tf.Tensor2D;
}

/**
 * Cross-entropy weight · Σ_r -<q_r, log softmax(s_r / τ)> of targets q and scores s [R, K] at `temperature` τ. Rows
 * of targets need not sum to one, so that one row can be the sum of several teacher views. Its gradient to s is
 * weight · (softmax(s_r / τ) Σ_k q_rk - q_r) / τ.
 */
export function crossEntropy(
  targets: tf.Tensor2D,
  scores: tf.Tensor2D,
  temperature: number,
  weight: number,
): CrossEntropy {
  const [losses, slope] = crossEntropyKernel({ targets, scores }, { inverse: 1 / temperature, weight });
  return { losses, slope };
}

const crossEntropyKernel = defineKernel<
  { readonly targets: tf.Tensor2D; readonly scores: tf.Tensor2D },
  { readonly inverse: number; readonly weight: number },
  [losses: tf.Tensor1D, slope: tf.Tensor2D]
>('CrossEntropy', {
  composed: ({ targets, scores }, { inverse, weight }) => {
    const logits = tf.mul(scores, inverse);
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const exponents = tf.exp(shifted);
    const total = tf.sum(exponents, 1, true);
    const mass = tf.sum(targets, 1, true);
    const along = tf.sum(tf.mul(targets, shifted), 1);
    const losses = tf.sub(tf.reshape(tf.mul(mass, tf.log(total)), [-1]), along);
    const slope = tf.sub(tf.mul(tf.div(exponents, total), mass), targets);
    return [tf.mul(weight, losses), tf.mul(weight * inverse, slope)];
  },
  wasm: ({ targets, scores }, { inverse, weight }, heap) => {
    const [rows, K] = scores.shape;
    const losses = heap.output([rows]);
    const slope = heap.output([rows, K]);
    const { kernels, at } = heap;
    kernels.crossEntropy(at(targets), at(scores), rows, K, inverse, weight, at(losses), at(slope));
    return [losses, slope];
  },
  webgpu: ({ targets, scores }, { inverse, weight }, gpu) => {
    const [rows, K] = scores.shape;
    const slope = gpu.output([rows, K]);
    const losses = gpu.output([rows]);
    const tensors = [slope, losses, targets, scores];
    gpu.run(`cross-entropy ${rows} ${K}`, () => rowEntropy(rows, K), tensors, rows, [inverse, weight]);
    return [losses, slope];
  },
});

/** Each thread has one row. It keeps the softmax's weights where the gradient will stand. */
function rowEntropy(rows: number, K: number): Program {
  return {
    outputs: { slope: 'f32', losses: 'f32' },
    inputs: { targets: 'f32', scores: 'f32' },
    params: ['inverse', 'weight'],
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
  losses[row] = params.weight * (mass * log(total) - along);
  let pull = params.weight * params.inverse;
  let scale = mass / total * pull;
  for (var k = 0u; k < ${K}u; k++) { slope[base + k] = slope[base + k] * scale - targets[base + k] * pull; }`,
  };
}
