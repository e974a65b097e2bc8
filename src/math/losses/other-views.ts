import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** T_b = Σ_{a ≠ b} q_a over `globals` views of q [globals · batch, K], for each of `crops` views: [crops · batch, K].
 *  A view beyond the globals has all of them for others. */
export function sumOfOtherViews(q: tf.Tensor2D, globals: number, crops: number): tf.Tensor2D {
  return runKernel('OtherViews', { q }, { globals, crops })[0] as tf.Tensor2D;
}

defineKernel('OtherViews', {
  composed: ({ q }, attributes) => {
    const [globals, crops] = [attributes.globals as number, attributes.crops as number];
    const views = tf.split(q as tf.Tensor2D, globals, 0);
    const all = tf.addN(views);
    const rows = Array.from({ length: crops }, (_, b) => {
      const own = views[b];
      if (!own) return all;
      return globals === 2 ? (views[1 - b] as tf.Tensor) : tf.sub(all, own);
    });
    return [tf.concat(rows, 0)];
  },
  webgpu: ({ q }, attributes, gpu) => {
    const [globals, crops] = [attributes.globals as number, attributes.crops as number];
    const [rows, K] = (q as tf.Tensor2D).shape;
    const view = (rows / globals) * K;
    const out = gpu.output([(crops * rows) / globals, K]);
    const from = q as tf.Tensor;
    // two views swap places: a copy
    if (globals === 2 && crops === 2) {
      gpu.copy(out, [
        { from, at: 0, size: view, skip: view },
        { from, at: view, size: view },
      ]);
      return [out];
    }
    const size = crops * view;
    const program: () => Program = () => ({
      outputs: { t: 'f32' },
      inputs: { q: 'f32' },
      workgroup: 64,
      each: ['id', size],
      body: `
  let own = id / ${view}u; let place = id % ${view}u;
  var sum = 0.0;
  for (var a = 0u; a < ${globals}u; a++) { if (a != own) { sum += q[a * ${view}u + place]; } }
  t[id] = sum;`,
    });
    gpu.run(`other views ${rows} ${K} ${globals} ${crops}`, program, [out, from], size);
    return [out];
  },
});
