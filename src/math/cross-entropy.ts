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
    const [rows, K] = (scores as tf.Tensor2D).shape;
    const loss = heap.output([]);
    const slope = heap.output([rows, K]);
    const { kernels, at } = heap;
    const inverse = 1 / (temperature as number);
    const sum = kernels.crossEntropy(at(targets), at(scores), rows, K, inverse, at(slope));
    heap.view(loss)[0] = sum;
    return [loss, slope];
  },
});

defineGradient('CrossEntropy', { inputs: [], outputs: [false, true] }, ([dy], [slope]) => ({
  targets: () => tf.zerosLike(slope as tf.Tensor),
  scores: () => tf.mul(dy as tf.Tensor, slope as tf.Tensor),
}));
