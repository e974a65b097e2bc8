import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { groupOf, stacked, studentOf } from '../rows/stack.ts';
import type { Program } from '../webgpu/gpu.ts';
import { lanesOf } from '../webgpu/lanes.ts';
import type { Affine } from './batch-norm.ts';

/** The value of ViT (Dosovitskiy et al. 2021) and of DINO, instead of PyTorch's default of 1e-5. */
export const LAYER_NORM_EPS = 1e-6;

export interface LayerNormalised {
  /** The shape of the input, [G R, E]. */
  readonly y: tf.Tensor2D;
  /** Mean and inverse standard deviation of each row, [G R, 2]. */
  readonly moments: tf.Tensor2D;
}

/** Layer normalisation (Ba et al. 2016) of each row of x [G R, E] with its group's scale and shift [E]:
 *  y = gamma (x - mean)/sqrt(var + eps) + beta. */
export function layerNorm(x: tf.Tensor2D, affine: readonly Affine[]): LayerNormalised {
  const gamma = affine.map((own) => own.gamma);
  const beta = affine.map((own) => own.beta);
  const [y, moments] = layerNormKernel({ x, gamma, beta }, {});
  return { y, moments };
}

export interface LayerNormGrads {
  readonly x: tf.Tensor2D;
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/** Gradients of the student's layer from dy [R, E], the layer's input x and its output moments. */
export function layerNormGrads(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  moments: tf.Tensor2D,
  gamma: tf.Tensor,
): LayerNormGrads {
  const groups = x.shape[0] / dy.shape[0];
  const [dx, dgamma, dbeta] = layerNormGradKernel({ dy, x, moments, gamma }, { groups });
  return { x: dx, gamma: dgamma, beta: dbeta };
}

const layerNormKernel = defineKernel<
  { readonly x: tf.Tensor2D; readonly gamma: readonly tf.Tensor[]; readonly beta: readonly tf.Tensor[] },
  object,
  [y: tf.Tensor2D, moments: tf.Tensor2D]
>('LayerNorm', {
  composed: ({ x: all, gamma, beta }) => {
    const groups = gamma.length;
    const moments: tf.Tensor[] = [];
    const y = stacked(groups, (group) => {
      const x = groupOf(all, group, { groups, shared: false });
      const mean = tf.mean(x, 1, true);
      const variance = tf.mean(tf.square(tf.sub(x, mean)), 1, true);
      const inverse = tf.rsqrt(tf.add(variance, LAYER_NORM_EPS));
      moments.push(tf.concat([mean, inverse], 1));
      const hat = tf.mul(tf.sub(x, mean), inverse);
      return tf.add(tf.mul(hat, gamma[group]), beta[group]);
    });
    return [y, tf.concat(moments, 0)];
  },
  wasm: (inputs, _, heap) => {
    const groups = inputs.gamma.length;
    const [count, E] = inputs.x.shape;
    const rows = count / groups;
    const y = heap.output([count, E]);
    const moments = heap.output([count, 2]);
    const { kernels, at } = heap;
    for (let group = 0; group < groups; group++) {
      const part = group * rows * E * 4;
      const [gamma, beta] = [at(inputs.gamma[group]), at(inputs.beta[group])];
      const into = at(moments) + group * rows * 8;
      kernels.layerNorm(at(inputs.x) + part, rows, E, gamma, beta, LAYER_NORM_EPS, at(y) + part, into);
    }
    return [y, moments];
  },
  webgpu: ({ x, gamma, beta }, _, gpu) => {
    const groups = gamma.length;
    const [count, E] = x.shape;
    const { type, count: W, functions } = lanesOf(E);
    const y = gpu.output([count, E]);
    const moments = gpu.output([count, 2]);
    const names = Array.from({ length: groups }, (_, g) => [`gamma${g}`, `beta${g}`] as const);
    const apply = ([scale, shift]: readonly [string, string]) =>
      `for (var i = 0u; i < ${W}u; i++) { y[base + i] = (x[base + i] - mean) * inverse * ${scale}[i] + ${shift}[i]; }`;
    const program = (): Program => ({
      outputs: { y: type, moments: 'f32' },
      inputs: { x: type, ...Object.fromEntries(names.flat().map((name) => [name, type])) },
      workgroup: 64,
      functions,
      each: ['row', count],
      body: `  let base = row * ${W}u;
  var s = 0.0;
  for (var i = 0u; i < ${W}u; i++) { s += total(x[base + i]); }
  let mean = s * ${1 / E};
  var q = 0.0;
  for (var i = 0u; i < ${W}u; i++) { let d = x[base + i] - mean; q += total(d * d); }
  let inverse = inverseSqrt(q * ${1 / E} + ${LAYER_NORM_EPS});
  moments[2u * row] = mean; moments[2u * row + 1u] = inverse;
  ${names.map((pair, g) => `if (row / ${count / groups}u == ${g}u) { ${apply(pair)} }`).join('\n  ')}`,
    });
    const weights = gamma.flatMap((scale, group) => [scale, beta[group]]);
    gpu.run(`layer norm ${count} ${E} ${groups}`, program, [y, moments, x, ...weights], count);
    return [y, moments];
  },
});

/** dx = inv (g - mean(g) - hat mean(g hat)), g = dy gamma. */
const layerNormGradKernel = defineKernel<
  {
    readonly dy: tf.Tensor2D;
    readonly x: tf.Tensor2D;
    readonly moments: tf.Tensor2D;
    readonly gamma: tf.Tensor;
  },
  { readonly groups: number },
  [dx: tf.Tensor2D, dgamma: tf.Tensor1D, dbeta: tf.Tensor1D]
>('LayerNormGrad', {
  composed: ({ dy, x, moments, gamma }, { groups }) => {
    const stack = { groups, shared: false };
    const [mean, inverse] = tf.split(studentOf(moments, stack), 2, 1);
    const hat = tf.mul(tf.sub(studentOf(x, stack), mean), inverse);
    const g = tf.mul(dy, gamma);
    const along = tf.mean(tf.mul(g, hat), 1, true);
    const centred = tf.sub(tf.sub(g, tf.mean(g, 1, true)), tf.mul(hat, along));
    return [tf.mul(centred, inverse), tf.sum(tf.mul(dy, hat), 0), tf.sum(dy, 0)];
  },
  wasm: ({ dy, x, moments, gamma }, { groups }, heap) => {
    const [rows, E] = dy.shape;
    const [dx, dgamma, dbeta] = [heap.output([rows, E]), heap.output([E]), heap.output([E])];
    const { kernels, at } = heap;
    // The student's rows are the last.
    const skip = (groups - 1) * rows * 4;
    kernels.layerNormBack(
      at(dy),
      at(x) + skip * E,
      at(moments) + skip * 2,
      at(gamma),
      rows,
      E,
      at(dx),
      at(dgamma),
      at(dbeta),
    );
    return [dx, dgamma, dbeta];
  },
  webgpu: ({ dy, x, moments, gamma }, { groups }, gpu) => {
    const [rows, E] = dy.shape;
    const { type, unit, count: W, functions } = lanesOf(E);
    const chunks = Math.ceil(rows / CHUNK);
    const skip = (groups - 1) * rows;
    const hat = (at: string) => `(x[X + ${at}] - moments[M]) * moments[M + 1u]`;
    const summing = (): Program => ({
      outputs: { sums: type },
      inputs: { dy: type, x: type, moments: 'f32' },
      workgroup: 64,
      each: ['id', chunks * W],
      body: `  let c = id % ${W}u; let chunk = id / ${W}u;
  var s = ${type}(); var t = ${type}();
  let end = min(${rows}u, (chunk + 1u) * ${CHUNK}u);
  for (var r = chunk * ${CHUNK}u; r < end; r++) {
    let X = (${skip}u + r) * ${W}u; let M = 2u * (${skip}u + r);
    let slope = dy[r * ${W}u + c];
    s += slope; t += slope * ${hat('c')};
  }
  sums[chunk * ${2 * W}u + c] = t; sums[chunk * ${2 * W}u + ${W}u + c] = s;`,
    });
    const sums = gpu.output([chunks, 2, E]);
    const key = `${rows} ${E} ${groups}`;
    gpu.run(`layer norm sums ${key}`, summing, [sums, dy, x, moments], chunks * W);
    const dx = gpu.output([rows, E]);
    const slopes = gpu.outputs([[E], [E]]);
    // each thread has one row of dx, or one column of the sums
    const applying = (): Program => ({
      outputs: { dx: type, slopes: type },
      inputs: { sums: type, dy: type, x: type, moments: 'f32', gamma: type },
      workgroup: 64,
      functions,
      each: ['id', rows + 2 * W],
      body: `  if (id >= ${rows}u) {
    let c = id - ${rows}u;
    var s = ${type}();
    for (var i = 0u; i < ${chunks}u; i++) { s += sums[i * ${2 * W}u + c]; }
    slopes[select(c, ${slopes.at[1] / unit - W}u + c, c >= ${W}u)] = s;
    return;
  }
  let base = id * ${W}u; let X = (${skip}u + id) * ${W}u; let M = 2u * (${skip}u + id);
  var mean = 0.0; var along = 0.0;
  for (var i = 0u; i < ${W}u; i++) {
    let g = dy[base + i] * gamma[i];
    mean += total(g); along += total(g * ${hat('i')});
  }
  mean *= ${1 / E}; along *= ${1 / E};
  for (var i = 0u; i < ${W}u; i++) {
    dx[base + i] = (dy[base + i] * gamma[i] - mean - ${hat('i')} * along) * moments[M + 1u];
  }`,
    });
    const tensors = [dx, slopes.all, sums, dy, x, moments, gamma];
    gpu.run(`layer norm back ${key}`, applying, tensors, rows + 2 * W);
    gpu.free(sums);
    return [dx, ...slopes.views];
  },
});

/** Rows that one thread sums. */
const CHUNK = 32;
