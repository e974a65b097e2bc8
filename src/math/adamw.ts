import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineKernel, runKernel } from './kernel.ts';
import { type Layout, SECTIONS } from './pack.ts';
import { clipped, type Rate, RUNNING_MOMENTUM, ratesOfRuns, rateTable, runsOf } from './segments.ts';

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Largest L2 norm of a segment's gradient (DINO clips each parameter by itself); 0 means no clipping. */
  readonly clip: number;
  /** Updates so far including this one, from 1: for the bias correction. */
  readonly count: number;
  /** How slowly the teacher follows: teacher ← momentum · teacher + (1 - momentum) · student. */
  readonly momentum: number;
}

/**
 * One optimiser step of all weights and of the teacher that follows them, pack [4, N] to a new pack.
 *   g ← g min(1, clip/|g|) per segment;  m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;
 *   p ← p (1 - lr·decay) - lr m̂ / (sqrt(v̂) + eps);  t ← momentum t + (1-momentum) p.
 * Running statistics: p, t ← 0.9 p + 0.1 g, where g is the batch's statistic (its variance is the biased one;
 * PyTorch's is n/(n-1) of it). `gradients` [N] from gather, `blocks` [N/64] from blocksOf, one rate a segment.
 */
export function adamwStep(
  pack: tf.Tensor2D,
  gradients: tf.Tensor1D,
  layout: Layout,
  blocks: tf.Tensor1D,
  rates: readonly Rate[],
  settings: AdamWSettings,
): tf.Tensor2D {
  const inputs = { pack, gradients, blocks, rates: rateTable(layout, rates) };
  return runKernel('AdamWFollow', inputs, { ...settings })[0] as tf.Tensor2D;
}

const settingsOf = (attributes: Attributes) => attributes as Attributes & AdamWSettings;

defineKernel('AdamWFollow', {
  composed: (inputs, attributes) => {
    const { beta1, beta2, eps, clip, count, momentum } = settingsOf(attributes);
    const pack = inputs.pack as tf.Tensor2D;
    const blocks = inputs.blocks as tf.Tensor1D;
    const rates = inputs.rates as tf.Tensor2D;
    const section = (at: number) => runsOf(tf.slice(pack, [at, 0], [1, -1]), blocks);
    const [p, m, v, t] = [
      section(SECTIONS.student),
      section(SECTIONS.m),
      section(SECTIONS.v),
      section(SECTIONS.teacher),
    ];
    const [lr, decay, running] = ratesOfRuns(rates, blocks);
    const learning = tf.sub(1, running);
    const statistic = runsOf(inputs.gradients as tf.Tensor, blocks);
    const g = clipped(tf.mul(statistic, learning), blocks, rates.shape[0], clip);
    const mean = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const square = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const spread = tf.add(tf.mul(tf.sqrt(square), 1 / Math.sqrt(1 - beta2 ** count)), eps);
    const move = tf.div(tf.mul(mean, tf.div(lr, 1 - beta1 ** count)), spread);
    const learned = tf.sub(tf.mul(p, tf.sub(1, tf.mul(lr, decay))), move);
    const mixed = tf.add(tf.mul(p, 1 - RUNNING_MOMENTUM), tf.mul(statistic, RUNNING_MOMENTUM));
    const student = tf.add(tf.mul(learned, learning), tf.mul(mixed, running));
    const followed = tf.add(tf.mul(t, momentum), tf.mul(student, 1 - momentum));
    const teacher = tf.add(tf.mul(followed, learning), tf.mul(mixed, running));
    return [tf.reshape(tf.stack([student, mean, square, teacher]), pack.shape)];
  },
  wasm: ({ pack, gradients, blocks, rates }, attributes, heap) => {
    const { beta1, beta2, eps, clip, count, momentum } = settingsOf(attributes);
    const out = heap.output((pack as tf.Tensor).shape);
    const { kernels, at } = heap;
    const segments = (rates as tf.Tensor2D).shape[0];
    const runs = (blocks as tf.Tensor).size;
    const sums = heap.scratch(segments * (8 + 16));
    const table = sums + segments * 8;
    const squares = heap.doubles(sums, segments).fill(0);
    if (clip > 0) kernels.squaredNorms(at(gradients), runs, at(blocks), sums);
    const given = heap.view(rates as tf.Tensor);
    const rows = heap.floats(table, 4 * segments);
    for (let i = 0; i < segments; i++) {
      const [lr, decay, running] = [0, 1, 2].map((column) => given[4 * i + column]);
      const scale = clip > 0 ? Math.min(1, clip / (Math.sqrt(squares[i] as number) + 1e-6)) : 1;
      rows.set([lr / (1 - beta1 ** count), 1 - lr * decay, running, scale], 4 * i);
    }
    const spread = 1 / Math.sqrt(1 - beta2 ** count);
    kernels.adamw(
      at(pack),
      at(gradients),
      runs,
      at(blocks),
      table,
      at(out),
      beta1,
      beta2,
      eps,
      spread,
      momentum,
      RUNNING_MOMENTUM,
    );
    return [out];
  },
});
