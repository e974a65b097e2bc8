import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { toSphere } from '../rows/sphere.ts';
import type { Program } from '../webgpu/gpu.ts';
import { multiply } from '../webgpu/matmul.ts';

/** Lower bound of a component's variance per dimension, times D. */
const LEAST_VARIANCE = 0.1;

/** Sufficient statistics of a spherical Gaussian mixture, and its parameters. A type alias, because tf.tidy takes no
 *  interface. */
export type Mixture = {
  /** The mass of each component, Σ γ, [K, 1]. */
  readonly s0: tf.Tensor2D;
  /** Σ γ h, [K, D]. */
  readonly s1: tf.Tensor2D;
  /** Σ γ |h|², [K, 1]. */
  readonly s2: tf.Tensor2D;
  /** The prototypes: means μ = s1/s0 at unit length, [K, D]. */
  readonly prototypes: tf.Tensor2D;
  /** Numbers of each component for responsibilities, beside its direction: log s0 - ½ D log var, 1/var, |μ|², |μ|,
   *  [K, 4]. The variance var per dimension is at least 0.1/D. */
  readonly terms: tf.Tensor2D;
};

/** A mixture with its components at unit rows [K, D], each of mass `s0` and variance 1/D per dimension. */
export function mixtureAt(rows: tf.Tensor2D, s0: number): Mixture {
  return tf.tidy(() => {
    const K = rows.shape[0];
    return parameters(tf.fill([K, 1], s0), tf.mul(rows, s0), tf.fill([K, 1], 2 * s0));
  });
}

/** The mixture with the statistics s0, s1, s2. */
function parameters(s0: tf.Tensor2D, s1: tf.Tensor2D, s2: tf.Tensor2D): Mixture {
  const D = s1.shape[1];
  const { y: prototypes, norm } = toSphere(tf.div(s1, s0));
  const squares = tf.square(norm);
  const variance = tf.maximum(tf.div(tf.sub(tf.div(s2, s0), squares), D), LEAST_VARIANCE / D);
  const weight: tf.Tensor2D = tf.sub(tf.log(s0), tf.mul(0.5 * D, tf.log(variance)));
  const precision: tf.Tensor2D = tf.div(1, variance);
  const terms = tf.concat([weight, precision, squares, norm], 1);
  return { s0, s1, s2, prototypes, terms };
}

/**
 * Responsibilities γ [n, K] of features h [n, D], at annealing exponent β:
 *   l_ik = β ( log π_k - ½ ( |h_i - μ_k|² / var_k + D log var_k ) ),  γ_i = softmax_k(l_i).
 */
export function responsibilities(features: tf.Tensor2D, mixture: Mixture, beta: number): tf.Tensor2D {
  return tf.tidy(() => {
    const { prototypes, terms } = mixture;
    const [weight, precision, squares, norm] = tf.split(tf.transpose(terms), 4, 0); // [1, K] each
    const cross = tf.mul(tf.matMul(features, prototypes, false, true), norm);
    const own = tf.sum(tf.square(features), 1, true);
    const distance = tf.relu(tf.add(tf.sub(own, tf.mul(2, cross)), squares));
    // The total mass cancels in the softmax.
    const logits = tf.sub(weight, tf.mul(0.5, tf.mul(distance, precision)));
    return tf.softmax(tf.mul(beta, logits));
  });
}

/**
 * One step of online EM with weight-based forgetting (Celaya & Agostini 2015), for update (i) of Arteaga et al. 2026.
 * It is a reconstruction, because the authors' exact settings were not available.
 *   n_k = Σ_i γ_ik,  λ_k = η^n_k,  S ← λ S + Σ_i γ_ik (1, h_i, |h_i|²),
 *   μ = S1/S0,  var = max(0.1/D, (S2/S0 - |μ|²)/D).
 * A component forgets in proportion to the new data that it explains. So its mass saturates near 1/(1-η), and an
 * untouched component never moves.
 */
export function emStep(features: tf.Tensor2D, mixture: Mixture, eta: number, beta: number): Mixture {
  const [s0, s1, s2, prototypes, terms] = mixtureKernel({ features, ...mixture }, { eta, beta });
  return { s0, s1, s2, prototypes, terms };
}

const mixtureKernel = defineKernel<
  Mixture & { readonly features: tf.Tensor2D },
  { readonly eta: number; readonly beta: number },
  [s0: tf.Tensor2D, s1: tf.Tensor2D, s2: tf.Tensor2D, prototypes: tf.Tensor2D, terms: tf.Tensor2D]
>('MixtureStep', {
  composed: ({ features, ...mixture }, { eta, beta }) => {
    const gamma = responsibilities(features, mixture, beta);
    const count = tf.reshape(tf.sum(gamma, 0), [-1, 1]);
    const keep = tf.exp(tf.mul(Math.log(eta), count));
    const squares = tf.sum(tf.square(features), 1, true);
    const s0: tf.Tensor2D = tf.add(tf.mul(keep, mixture.s0), count);
    const s1: tf.Tensor2D = tf.add(tf.mul(keep, mixture.s1), tf.matMul(gamma, features, true, false));
    const s2: tf.Tensor2D = tf.add(tf.mul(keep, mixture.s2), tf.matMul(gamma, squares, true, false));
    const next = parameters(s0, s1, s2);
    return [s0, s1, s2, next.prototypes, next.terms];
  },
  webgpu: ({ features, s0, s1, s2, prototypes, terms }, { eta, beta }, gpu) => {
    const [n, D] = features.shape;
    const K = s1.shape[0];
    const h = gpu.whole(features);
    const c = gpu.whole(prototypes);
    const gamma = gpu.output([n, K]);
    const one = { groups: 1, to: 0 };
    multiply(
      gpu,
      { ...one, form: 'nt', rows: n, columns: K, depth: D, fromA: [h.from], fromB: [c.from] },
      { a: h.tensor, b: c.tensor, c: gamma },
    );
    const squares = gpu.output([n]);
    const shared = () => responsible(n, K, D);
    gpu.run(`responsibilities ${n} ${K} ${D}`, shared, [gamma, squares, features, terms], n, [beta]);
    const pulled = gpu.output([K, D]);
    multiply(
      gpu,
      { ...one, form: 'tn', rows: K, columns: D, depth: n, fromA: [0], fromB: [h.from] },
      { a: gamma, b: h.tensor, c: pulled },
    );
    const next = gpu.outputs([
      [K, 1],
      [K, D],
      [K, 1],
      [K, D],
      [K, 4],
    ]);
    const tensors = [next.all, gamma, squares, pulled, s0, s1, s2];
    gpu.run(`mixture ${n} ${K} ${D}`, () => forgetting(n, K, D, next.at), tensors, K, [Math.log(eta)]);
    for (const made of [gamma, squares, pulled]) gpu.free(made);
    return [...next.views];
  },
});

/** Turns inner products into responsibilities in place, and computes |h|². Each thread has one feature. */
function responsible(n: number, K: number, D: number): Program {
  return {
    outputs: { gamma: 'f32', squares: 'f32' },
    inputs: { h: 'f32', terms: 'vec4f' },
    params: ['beta'],
    workgroup: 16,
    each: ['i', n],
    body: `  var own = 0.0;
  for (var d = 0u; d < ${D}u; d++) { let x = h[i * ${D}u + d]; own = fma(x, x, own); }
  squares[i] = own;
  let base = i * ${K}u;
  var top = -3.0e38;
  for (var k = 0u; k < ${K}u; k++) {
    let t = terms[k];
    let l = params.beta * (t.x - 0.5 * t.y * max(0.0, own - 2.0 * t.w * gamma[base + k] + t.z));
    gamma[base + k] = l;
    top = max(top, l);
  }
  var total = 0.0;
  for (var k = 0u; k < ${K}u; k++) { let e = exp(gamma[base + k] - top); gamma[base + k] = e; total += e; }
  for (var k = 0u; k < ${K}u; k++) { gamma[base + k] /= total; }`,
  };
}

/** The next statistics and parameters, one after the other. Each thread has one component. */
function forgetting(n: number, K: number, D: number, at: readonly number[]): Program {
  return {
    outputs: { next: 'f32' },
    inputs: { gamma: 'f32', squares: 'f32', pulled: 'f32', s0: 'f32', s1: 'f32', s2: 'f32' },
    params: ['logEta'],
    workgroup: 64,
    each: ['k', K],
    body: `  var count = 0.0; var spread = 0.0;
  for (var i = 0u; i < ${n}u; i++) { let g = gamma[i * ${K}u + k]; count += g; spread = fma(g, squares[i], spread); }
  let keep = exp(params.logEta * count);
  let mass = keep * s0[k] + count;
  let second = keep * s2[k] + spread;
  var norm = 0.0;
  for (var d = 0u; d < ${D}u; d++) {
    let sum = keep * s1[k * ${D}u + d] + pulled[k * ${D}u + d];
    let m = sum / mass;
    next[${at[1]}u + k * ${D}u + d] = sum;
    norm = fma(m, m, norm);
  }
  norm = max(sqrt(norm), 1e-12);
  let scale = 1.0 / (mass * norm);
  for (var d = 0u; d < ${D}u; d++) { next[${at[3]}u + k * ${D}u + d] = next[${at[1]}u + k * ${D}u + d] * scale; }
  next[${at[0]}u + k] = mass; next[${at[2]}u + k] = second;
  let variance = max((second / mass - norm * norm) / ${D}.0, ${LEAST_VARIANCE / D});
  let terms = ${at[4]}u + 4u * k;
  next[terms] = log(mass) - ${0.5 * D} * log(variance); next[terms + 1u] = 1.0 / variance;
  next[terms + 2u] = norm * norm; next[terms + 3u] = norm;`,
  };
}
