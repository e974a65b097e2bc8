import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/**
 * Sinkhorn-Knopp assignments [V B, K], whose rows sum to one, of scores [V B, K] to prototypes of equal mass. Each of
 * the `views` V is balanced by itself (SwAV's distributed_sinkhorn, Caron et al. 2020; DINOv2's
 * sinkhorn_knopp_teacher with epsilon = teacher_temp). Works in logarithms, because at low temperatures a column's
 * sum falls far below a clamp of 1e-12.
 */
export function sinkhornKnopp(
  scores: tf.Tensor2D,
  epsilon: number,
  iterations: number,
  views = 1,
): tf.Tensor2D {
  return sinkhornKernel({ scores }, { epsilon, iterations, parts: views, places: false })[0];
}

/**
 * CAPI's assignments [B P, K] of scores [B P, K], image by image (sinkhorn_knopp with positionwise_sk, Darcet et al.
 * 2025). Each of the P positions is balanced by itself. An eps of 1e-8 stands in both denominators, after a shift
 * that takes each prototype's maximum over the images to 50. A row far from every prototype sums to less than one.
 */
export function sinkhornByPosition(
  scores: tf.Tensor2D,
  epsilon: number,
  iterations: number,
  positions: number,
): tf.Tensor2D {
  return sinkhornKernel({ scores }, { epsilon, iterations, parts: positions, places: true })[0];
}

/** The maximum that the scores are shifted to, and log eps. */
const TOP = 50;
const LOG_EPS = Math.log(1e-8);

const sinkhornKernel = defineKernel<
  { readonly scores: tf.Tensor2D },
  {
    readonly epsilon: number;
    readonly iterations: number;
    /** Views or places. */
    readonly parts: number;
    /** True for CAPI: parts alternate from row to row, and their sums are guarded by eps. */
    readonly places: boolean;
  },
  [assignments: tf.Tensor2D]
>('SinkhornKnopp', {
  composed: ({ scores }, { epsilon, iterations, parts, places }) => {
    const [rows, K] = scores.shape;
    const logits = tf.mul(scores, 1 / epsilon);
    const B = rows / parts;
    const byPart = tf.reshape(logits, places ? [B, parts, K] : [parts, B, K]);
    const images = places ? 0 : 1;
    // log Q; without eps, up to factors that the last normalisation of rows cancels
    let Q = places ? tf.add(tf.sub(byPart, tf.max(byPart, images, true)), TOP) : byPart;
    const balance = (axis: number) => {
      // one more entry of log eps adds eps to the sum
      const paddings = Q.shape.map((_, i): [number, number] => [0, i === axis ? 1 : 0]);
      Q = tf.sub(Q, tf.logSumExp(places ? tf.pad(Q, paddings, LOG_EPS) : Q, axis, true));
    };
    for (let i = 0; i < iterations; i++) {
      balance(images);
      balance(2);
    }
    return [tf.reshape(tf.exp(Q), [rows, K])];
  },
  wasm: ({ scores }, { epsilon, iterations, parts, places }, heap) => {
    const [rows, K] = scores.shape;
    const q = heap.output([rows, K]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.sinkhornScratch(rows / parts, K));
    kernels.sinkhorn(
      at(scores),
      rows,
      K,
      parts,
      places,
      1 / epsilon,
      iterations,
      TOP,
      LOG_EPS,
      at(q),
      scratch,
    );
    return [q];
  },
  // Q = exp(s/ε + u + v). Each round sets v by columns, then u by rows; the first u is 0. With eps a column goes from
  // the factor exp(v) to 1 / (Σ exp(s/ε + u) + eps exp(-v)), and a row likewise.
  webgpu: ({ scores: s }, { epsilon, iterations, parts, places }, gpu) => {
    const [rows, K] = s.shape;
    const sizes: Sizes = { rows, K, parts, places };
    const [u, v] = [gpu.output([rows]), gpu.output([parts, K])];
    const inverse = [1 / epsilon];
    const key = `${rows} ${K} ${parts} ${places}`;
    for (let i = 0; i < iterations; i++) {
      const first = i === 0;
      gpu.run(`sinkhorn columns ${key} ${first}`, () => columns(sizes, first), [v, s, u], parts * K, inverse);
      if (i + 1 < iterations)
        gpu.run(`sinkhorn rows ${key} ${first}`, () => byRow(sizes, first), [u, s, v], rows, inverse);
    }
    const Q = gpu.output([rows, K]);
    const only = iterations === 1;
    gpu.run(`sinkhorn ${key} ${only}`, () => joined(sizes, only), [Q, s, v, u], rows, inverse);
    for (const made of [u, v]) gpu.free(made);
    return [Q];
  },
});

interface Sizes {
  readonly rows: number;
  readonly K: number;
  readonly parts: number;
  readonly places: boolean;
}

/** v_k = -log(K Σ_i exp(s_ik/ε + u_i)), or with eps exp(-v_k) in place of the factor K. Each thread has one column of
 *  a part. */
function columns({ rows, K, parts, places }: Sizes, first: boolean): Program {
  const row = places ? `(i * ${parts}u + part)` : `(part * ${rows / parts}u + i)`;
  const value = `s[${row} * ${K}u + k] * params.inverse${first ? '' : ` + u[${row}]`}`;
  // the first v is the shift
  const old = first ? `${TOP}.0 - top` : 'v[id]';
  return {
    outputs: { v: 'f32' },
    inputs: { s: 'f32', u: 'f32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['id', parts * K],
    functions: WITH_EPS,
    body: `  let part = id / ${K}u; let k = id % ${K}u;
  var top = -3.0e38; var total = 0.0;
  for (var i = 0u; i < ${rows / parts}u; i++) { top = max(top, ${value}); }
  for (var i = 0u; i < ${rows / parts}u; i++) { total += exp(${value} - top); }
  v[id] = -${places ? `with_eps(top + log(total), ${old})` : `(top + log(total)) - ${Math.log(K)}`};
  ${first ? '_ = u[0];' : ''}`,
  };
}

/** u_i = -log(B Σ_k exp(s_ik/ε + v_k)), or with eps exp(-u_i) in place of the factor B. Each thread has one row. */
function byRow({ rows, K, parts, places }: Sizes, first: boolean): Program {
  const old = first ? '0.0' : 'u[row]';
  const B = rows / parts;
  return {
    outputs: { u: 'f32' },
    inputs: { s: 'f32', v: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    functions: WITH_EPS,
    body: `  ${rowTotal({ rows, K, parts, places })}
  u[row] = -${places ? `with_eps(top + log(total), ${old})` : `(top + log(total)) - ${Math.log(B)}`};`,
  };
}

/** B exp(s/ε + u + v), which is exp(s/ε + v) over its sum, or over its sum plus eps exp(-u). Each thread has one row.
 *  */
function joined({ rows, K, parts, places }: Sizes, only: boolean): Program {
  const sum = places ? `with_eps(top + log(total), ${only ? '0.0' : 'u[row]'})` : 'top + log(total)';
  return {
    outputs: { q: 'f32' },
    inputs: { s: 'f32', v: 'f32', u: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    functions: WITH_EPS,
    body: `  ${rowTotal({ rows, K, parts, places })}
  let whole = ${sum};
  _ = u[0];
  for (var k = 0u; k < ${K}u; k++) { q[row * ${K}u + k] = exp(${rowValue({ rows, K, parts, places })} - whole); }`,
  };
}

/** log(exp(sum) + eps exp(-factor)), for the logarithms of a sum and of its row's or column's factor. */
const WITH_EPS = `fn with_eps(sum: f32, factor: f32) -> f32 {
  let eps = ${LOG_EPS} - factor;
  return max(sum, eps) + log(1.0 + exp(-abs(sum - eps)));
}`;

const rowValue = ({ rows, K, parts, places }: Sizes) =>
  `s[row * ${K}u + k] * params.inverse + v[${places ? `row % ${parts}u` : `row / ${rows / parts}u`} * ${K}u + k]`;

const rowTotal = (sizes: Sizes) => `var top = -3.0e38; var total = 0.0;
  for (var k = 0u; k < ${sizes.K}u; k++) { top = max(top, ${rowValue(sizes)}); }
  for (var k = 0u; k < ${sizes.K}u; k++) { total += exp(${rowValue(sizes)} - top); }`;
