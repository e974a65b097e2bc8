import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** Sums T_b = Σ_{a ≠ b} q_a over the `globals` views of q [globals · batch, K] for each of `crops` views,
 *  [crops · batch, K]. For a local view the sum is over all global ones. */
export function sumOfOtherViews(q: tf.Tensor2D, globals: number, crops: number): tf.Tensor2D {
  return otherViewsKernel({ q }, { globals, crops })[0];
}

const otherViewsKernel = defineKernel<
  { readonly q: tf.Tensor2D },
  { readonly globals: number; readonly crops: number },
  [sums: tf.Tensor2D]
>('OtherViews', {
  composed: ({ q }, { globals, crops }) => {
    const views = tf.split(q, globals, 0);
    const all = tf.addN(views);
    const rows = Array.from({ length: crops }, (_, b) => {
      if (b >= globals) return all;
      return globals === 2 ? views[1 - b] : tf.sub(all, views[b]);
    });
    return [tf.concat(rows, 0)];
  },
  webgpu: ({ q }, { globals, crops }, gpu) => {
    const [rows, K] = q.shape;
    const view = (rows / globals) * K;
    const out = gpu.output([(crops * rows) / globals, K]);
    // Two views swap places, which needs only a copy.
    if (globals === 2 && crops === 2) {
      gpu.copy(out, [
        { from: q, at: 0, size: view, skip: view },
        { from: q, at: view, size: view },
      ]);
      return [out];
    }
    const size = crops * view;
    const program = (): Program => ({
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
    gpu.run(`other views ${rows} ${K} ${globals} ${crops}`, program, [out, q], size);
    return [out];
  },
});
