import * as tf from '@tensorflow/tfjs';
import { defineGradient, defineKernel, runKernel } from './kernel.ts';

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
    const [rows, K] = (scores as tf.Tensor).shape as [number, number];
    const loss = heap.output([]);
    const slope = heap.output([rows, K]);
    const Q = heap.view(targets as tf.Tensor);
    const S = heap.view(scores as tf.Tensor);
    const G = heap.view(slope);
    const inv = 1 / (temperature as number);
    let sum = 0;
    for (let r = 0; r < rows; r++) {
      const from = r * K;
      const to = from + K;
      let max = -Infinity;
      for (let i = from; i < to; i++) if (S[i] > max) max = S[i];
      let total = 0;
      let mass = 0;
      let match = 0;
      for (let i = from; i < to; i++) {
        const shifted = (S[i] - max) * inv;
        const weight = Math.exp(shifted);
        const q = Q[i];
        G[i] = weight;
        total += weight;
        mass += q;
        match += q * shifted;
      }
      sum += mass * Math.log(total) - match;
      const scale = (mass / total) * inv;
      for (let i = from; i < to; i++) G[i] = G[i] * scale - Q[i] * inv;
    }
    heap.view(loss)[0] = sum;
    return [loss, slope];
  },
});

defineGradient('CrossEntropy', { inputs: [], outputs: [false, true] }, ([dy], [slope]) => ({
  targets: () => tf.zerosLike(slope as tf.Tensor),
  scores: () => tf.mul(dy as tf.Tensor, slope as tf.Tensor),
}));
