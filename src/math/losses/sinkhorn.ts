import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { groupOf, stacked } from '../rows/stack.ts';
import type { Program } from '../webgpu/gpu.ts';

/**
 * Sinkhorn-Knopp assignments [V B, K], whose rows sum to one, of scores [V B, K] to prototypes of equal mass. Each of
 * the `views` V is balanced by itself (SwAV's distributed_sinkhorn, Caron et al. 2020; DINOv2's
 * sinkhorn_knopp_teacher with epsilon = teacher_temp). Works in logarithms, because at CAPI's temperatures a column's
 * sum falls far below a clamp of 1e-12.
 */
export function sinkhornKnopp(
  scores: tf.Tensor2D,
  epsilon: number,
  iterations: number,
  views = 1,
): tf.Tensor2D {
  return sinkhornKernel({ scores }, { epsilon, iterations, views })[0];
}

const sinkhornKernel = defineKernel<
  { readonly scores: tf.Tensor2D },
  { readonly epsilon: number; readonly iterations: number; readonly views: number },
  [assignments: tf.Tensor2D]
>('SinkhornKnopp', {
  composed: ({ scores }, { epsilon, iterations, views }) => {
    const balanced = (view: number) => {
      const own = groupOf(scores, view, { groups: views, shared: false });
      const logits = tf.mul(own, 1 / epsilon);
      let Q: tf.Tensor = logits; // log Q up to factors that the last normalisation of rows cancels
      for (let i = 0; i < iterations; i++) {
        Q = tf.sub(Q, tf.logSumExp(Q, 0, true));
        Q = tf.sub(Q, tf.logSumExp(Q, 1, true));
      }
      return tf.exp(Q);
    };
    return [stacked(views, balanced)];
  },
  // Q = exp(s/ε + u + v). Each round sets v by columns, then u by rows; the first u is 0.
  webgpu: ({ scores: s }, { epsilon, iterations, views }, gpu) => {
    const [rows, K] = s.shape;
    const [u, v] = [gpu.output([rows]), gpu.output([views, K])];
    const inverse = [1 / epsilon];
    const key = `${rows} ${K} ${views}`;
    for (let i = 0; i < iterations; i++) {
      const first = i === 0;
      gpu.run(
        `sinkhorn columns ${key} ${first}`,
        () => columns(rows, K, views, first),
        [v, s, u],
        views * K,
        inverse,
      );
      if (i + 1 < iterations)
        gpu.run(`sinkhorn rows ${key}`, () => byRow(rows, K, views), [u, s, v], rows, inverse);
    }
    const Q = gpu.output([rows, K]);
    gpu.run(`sinkhorn ${key}`, () => joined(rows, K, views), [Q, s, v], rows, inverse);
    for (const made of [u, v]) gpu.free(made);
    return [Q];
  },
});

/** v_k = -log(K Σ_i exp(s_ik/ε + u_i)). Each thread has one column of a view. */
function columns(rows: number, K: number, views: number, first: boolean): Program {
  const B = rows / views;
  const value = `s[(view * ${B}u + i) * ${K}u + k] * params.inverse${first ? '' : ` + u[view * ${B}u + i]`}`;
  return {
    outputs: { v: 'f32' },
    inputs: { s: 'f32', u: 'f32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['id', views * K],
    body: `  let view = id / ${K}u; let k = id % ${K}u;
  var top = -3.0e38; var total = 0.0;
  for (var i = 0u; i < ${B}u; i++) { top = max(top, ${value}); }
  for (var i = 0u; i < ${B}u; i++) { total += exp(${value} - top); }
  v[id] = -(top + log(total)) - ${Math.log(K)};
  ${first ? '_ = u[0];' : ''}`,
  };
}

/** u_i = -log(B Σ_k exp(s_ik/ε + v_k)). Each thread has one row. */
function byRow(rows: number, K: number, views: number): Program {
  return {
    outputs: { u: 'f32' },
    inputs: { s: 'f32', v: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  ${rowTotal(rows, K, views)}
  u[row] = -(top + log(total)) - ${Math.log(rows / views)};`,
  };
}

/** B exp(s/ε + u + v), which is exp(s/ε + v) over its sum. Each thread has one row. */
function joined(rows: number, K: number, views: number): Program {
  return {
    outputs: { q: 'f32' },
    inputs: { s: 'f32', v: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  ${rowTotal(rows, K, views)}
  for (var k = 0u; k < ${K}u; k++) { q[row * ${K}u + k] = exp(${rowValue(rows, K, views)} - top) / total; }`,
  };
}

const rowValue = (rows: number, K: number, views: number) =>
  `s[row * ${K}u + k] * params.inverse + v[row / ${rows / views}u * ${K}u + k]`;

const rowTotal = (rows: number, K: number, views: number) => `var top = -3.0e38; var total = 0.0;
  for (var k = 0u; k < ${K}u; k++) { top = max(top, ${rowValue(rows, K, views)}); }
  for (var k = 0u; k < ${K}u; k++) { total += exp(${rowValue(rows, K, views)} - top); }`;
