import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from './kernel.ts';
import type { Program } from './webgpu/gpu.ts';
import { multiply } from './webgpu/matmul.ts';

/** Times 1/D: a component's variance per dimension stays above. */
const LEAST_VARIANCE = 0.1;

/** Sufficient statistics of a spherical Gaussian mixture and the parameters they give. */
export type Mixture = {
  /** Σ γ, [K, 1]: the mass of a component. */
  readonly s0: tf.Tensor2D;
  /** Σ γ h, [K, D]. */
  readonly s1: tf.Tensor2D;
  /** Σ γ |h|², [K, 1]. */
  readonly s2: tf.Tensor2D;
  /** Means s1/s0, [K, D]. */
  readonly mean: tf.Tensor2D;
  /** Variance per dimension, [K, 1], at least 0.1/D. */
  readonly variance: tf.Tensor2D;
};

/** Components at `mean` [K, D] with mass `s0` each and variance 1/D per dimension. */
export function mixtureAt(mean: tf.Tensor2D, s0: number): Mixture {
  return tf.tidy(() => {
    const [K, D] = mean.shape;
    const squares = tf.sum(tf.square(mean), 1, true);
    return {
      s0: tf.fill([K, 1], s0),
      s1: tf.mul(mean, s0),
      s2: tf.mul(tf.add(squares, 1), s0),
      mean: tf.clone(mean),
      variance: tf.fill([K, 1], 1 / D),
    } as Mixture;
  });
}

/**
 * Responsibilities γ [n, K] of features h [n, D], at annealing exponent β:
 *   l_ik = β ( log π_k - ½ ( |h_i - μ_k|² / var_k + D log var_k ) ),  γ_i = softmax_k(l_i).
 */
export function responsibilities(features: tf.Tensor2D, mixture: Mixture, beta: number): tf.Tensor2D {
  return tf.tidy(() => {
    const D = features.shape[1];
    const { s0, mean, variance } = mixture;
    const cross = tf.matMul(features, mean, false, true);
    const own = tf.sum(tf.square(features), 1, true);
    const centre = tf.transpose(tf.sum(tf.square(mean), 1, true));
    const distance = tf.relu(tf.add(tf.sub(own, tf.mul(2, cross)), centre));
    const logWeight = tf.transpose(tf.sub(tf.log(tf.div(s0, tf.sum(s0))), tf.mul(0.5 * D, tf.log(variance))));
    const logits = tf.sub(logWeight, tf.div(tf.mul(0.5, distance), tf.transpose(variance)));
    return tf.softmax(tf.mul(beta, logits)) as tf.Tensor2D;
  });
}

/**
 * One step of online EM with weight-based forgetting (Celaya & Agostini 2015, on Arteaga et al. 2026's
 * update (i); the authors' exact settings were not available, so this is a reconstruction):
 *   n_k = Σ_i γ_ik,  λ_k = η^n_k,  S ← λ S + Σ_i γ_ik (1, h_i, |h_i|²),
 *   μ = S1/S0,  var = max(0.1/D, (S2/S0 - |μ|²)/D).
 * A component forgets only in the measure in which it is responsible for new data, so its mass saturates
 * near 1/(1-η) and an untouched component never moves.
 */
export function emStep(features: tf.Tensor2D, mixture: Mixture, eta: number, beta: number): Mixture {
  const { s0, s1, s2, mean, variance } = mixture;
  const outputs = runKernel('MixtureStep', { features, s0, s1, s2, mean, variance }, { eta, beta });
  return {
    s0: outputs[0],
    s1: outputs[1],
    s2: outputs[2],
    mean: outputs[3],
    variance: outputs[4],
  } as Mixture;
}

defineKernel('MixtureStep', {
  composed: (inputs, attributes) => {
    const { s0: mass, s1: sums, s2: squared, mean: means, variance: variances } = inputs;
    const mixture = { s0: mass, s1: sums, s2: squared, mean: means, variance: variances } as Mixture;
    const features = inputs.features as tf.Tensor2D;
    const D = features.shape[1];
    const gamma = responsibilities(features, mixture, attributes.beta as number);
    const count = tf.reshape(tf.sum(gamma, 0), [-1, 1]);
    const keep = tf.exp(tf.mul(Math.log(attributes.eta as number), count));
    const squares = tf.sum(tf.square(features), 1, true);
    const s0 = tf.add(tf.mul(keep, mixture.s0), count);
    const s1 = tf.add(tf.mul(keep, mixture.s1), tf.matMul(gamma, features, true, false));
    const s2 = tf.add(tf.mul(keep, mixture.s2), tf.matMul(gamma, squares, true, false));
    const mean = tf.div(s1, s0);
    const spread = tf.sub(tf.div(s2, s0), tf.sum(tf.square(mean), 1, true));
    const variance = tf.maximum(tf.div(spread, D), LEAST_VARIANCE / D);
    return [s0, s1, s2, mean, variance];
  },
  webgpu: (inputs, { eta, beta }, gpu) => {
    const given = inputs as Record<string, tf.Tensor>;
    const [n, D] = (given.features as tf.Tensor2D).shape;
    const K = (given.s1 as tf.Tensor2D).shape[0];
    const h = gpu.whole(given.features as tf.Tensor);
    const mean = gpu.whole(given.mean as tf.Tensor);
    const table = gpu.output([K, 4]);
    const state = [given.s0, given.mean, given.variance] as tf.Tensor[];
    gpu.run(`mixture table ${K} ${D}`, () => componentTable(K, D), [table, ...state], K);
    const gamma = gpu.output([n, K]);
    const one = { groups: 1, to: 0 };
    multiply(
      gpu,
      { ...one, form: 'nt', rows: n, columns: K, depth: D, fromA: [h.from], fromB: [mean.from] },
      { a: h.tensor, b: mean.tensor, c: gamma },
    );
    const squares = gpu.output([n]);
    const shared = () => responsible(n, K, D);
    gpu.run(
      `responsibilities ${n} ${K} ${D}`,
      shared,
      [gamma, squares, given.features as tf.Tensor, table],
      n,
      [beta as number],
    );
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
      [K, 1],
    ]);
    const sums = [given.s0, given.s1, given.s2] as tf.Tensor[];
    const tensors = [next.all, gamma, squares, pulled, ...sums];
    gpu.run(`mixture ${n} ${K} ${D}`, () => forgetting(n, K, D, next.at), tensors, K, [
      Math.log(eta as number),
    ]);
    for (const made of [table, gamma, squares, pulled]) gpu.free(made);
    return [...next.views];
  },
});

/** What a responsibility needs of a component: log mass - ½ D log var, 1/var, |μ|². */
function componentTable(K: number, D: number): Program {
  return {
    outputs: { table: 'vec4f' },
    inputs: { s0: 'f32', mean: 'f32', variance: 'f32' },
    workgroup: 64,
    each: ['k', K],
    body: `  var s = 0.0;
  for (var d = 0u; d < ${D}u; d++) { let m = mean[k * ${D}u + d]; s = fma(m, m, s); }
  table[k] = vec4f(log(s0[k]) - ${0.5 * D} * log(variance[k]), 1.0 / variance[k], s, 0.0);`,
  };
}

/** Inner products to responsibilities in place, and |h|²: a thread a feature. The total mass cancels. */
function responsible(n: number, K: number, D: number): Program {
  return {
    outputs: { gamma: 'f32', squares: 'f32' },
    inputs: { h: 'f32', table: 'vec4f' },
    params: ['beta'],
    workgroup: 16,
    each: ['i', n],
    body: `  var own = 0.0;
  for (var d = 0u; d < ${D}u; d++) { let x = h[i * ${D}u + d]; own = fma(x, x, own); }
  squares[i] = own;
  let base = i * ${K}u;
  var top = -3.0e38;
  for (var k = 0u; k < ${K}u; k++) {
    let t = table[k];
    let l = params.beta * (t.x - 0.5 * t.y * max(0.0, own - 2.0 * gamma[base + k] + t.z));
    gamma[base + k] = l;
    top = max(top, l);
  }
  var total = 0.0;
  for (var k = 0u; k < ${K}u; k++) { let e = exp(gamma[base + k] - top); gamma[base + k] = e; total += e; }
  for (var k = 0u; k < ${K}u; k++) { gamma[base + k] /= total; }`,
  };
}

/** The next statistics and parameters, one behind the other: a thread a component. */
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
    next[${at[1]}u + k * ${D}u + d] = sum; next[${at[3]}u + k * ${D}u + d] = m;
    norm = fma(m, m, norm);
  }
  next[${at[0]}u + k] = mass; next[${at[2]}u + k] = second;
  next[${at[4]}u + k] = max((second / mass - norm) / ${D}.0, ${LEAST_VARIANCE / D});`,
  };
}
