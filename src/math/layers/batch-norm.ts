import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { WasmHeap } from '../kernel/wasm-heap.ts';
import { groupOf, stacked, studentOf } from '../rows/stack.ts';
import { type NormShape, normalise, normaliseBack, normaliseFixed } from '../webgpu/norm.ts';
import { geluOf, geluSlope } from './gelu.ts';

/** PyTorch's default. */
export const BATCH_NORM_EPS = 1e-5;

export interface Normalised {
  /** The shape of the input. */
  readonly y: tf.Tensor;
  /** Batch mean and biased batch variance of each group's channels, [G, C]. */
  readonly mean: tf.Tensor2D;
  readonly variance: tf.Tensor2D;
}

/** Scale and shift, [C] each. */
export interface Affine {
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/**
 * Batch normalisation (Ioffe & Szegedy 2015) of x [G R, ..., C], each group by its own batch, over all axes but the
 * last: u = gamma (x - mean)/sqrt(var + eps) + beta, without `affine` u = (x - mean)/sqrt(var + eps). With `gelu`,
 * y = u Φ(u) (Hendrycks & Gimpel 2016, the exact erf form), else y = u.
 */
export function batchNorm(
  x: tf.Tensor,
  groups: number,
  affine: readonly Affine[] | undefined,
  gelu: boolean,
): Normalised {
  const gamma = (affine ?? []).map((own) => own.gamma);
  const beta = (affine ?? []).map((own) => own.beta);
  const [y, mean, variance] = batchNormKernel({ x, gamma, beta }, { groups, gelu });
  return { y, mean, variance };
}

export interface BatchNormGrads {
  readonly x: tf.Tensor;
  readonly gamma?: tf.Tensor;
  readonly beta?: tf.Tensor;
}

/** Gradients of the student's layer from dy [R, ..., C], the layer's input x and its output statistics. No gradient
 *  flows back from the statistics that are reported. */
export function batchNormGrads(
  dy: tf.Tensor,
  x: tf.Tensor,
  { mean, variance }: Omit<Normalised, 'y'>,
  groups: number,
  affine: Affine | undefined,
  gelu: boolean,
): BatchNormGrads {
  const [dx, gamma, beta] = batchNormGradKernel({ dy, x, mean, variance, ...affine }, { groups, gelu });
  return { x: dx, ...(gamma && beta ? { gamma, beta } : {}) };
}

/** Batch normalisation by given statistics [C], for evaluation with running ones. It has no gradient. */
export function batchNormFixed(
  x: tf.Tensor,
  affine: Affine | undefined,
  mean: tf.Tensor,
  variance: tf.Tensor,
  gelu: boolean,
): tf.Tensor {
  return batchNormFixedKernel({ x, mean, variance, ...affine }, { gelu })[0];
}

const inverse = (variance: tf.Tensor) => tf.rsqrt(tf.add(variance, BATCH_NORM_EPS));

const axesOf = (x: tf.Tensor) => x.shape.slice(0, -1).map((_, axis) => axis);
const channelsOf = (x: tf.Tensor) => x.shape[x.shape.length - 1];
/** [G, C] -> the [C] of one group. */
const rowOf = (statistic: tf.Tensor2D, group: number): tf.Tensor1D =>
  tf.reshape(tf.slice(statistic, [group, 0], [1, statistic.shape[1]]), [-1]);

function normalised(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(x, mean), inverse(variance));
}

function scaled(hat: tf.Tensor, gamma: tf.Tensor | undefined, beta: tf.Tensor | undefined): tf.Tensor {
  return gamma && beta ? tf.add(tf.mul(hat, gamma), beta) : hat;
}

interface BatchNormInputs {
  readonly x: tf.Tensor;
  /** One for each group, or none at all. */
  readonly gamma: readonly tf.Tensor[];
  readonly beta: readonly tf.Tensor[];
}

interface BatchNormAttributes {
  readonly groups: number;
  readonly gelu: boolean;
}

const batchNormKernel = defineKernel<
  BatchNormInputs,
  BatchNormAttributes,
  [y: tf.Tensor, mean: tf.Tensor2D, variance: tf.Tensor2D]
>('BatchNormGelu', {
  composed: (inputs, { groups, gelu }) => {
    const means: tf.Tensor[] = [];
    const variances: tf.Tensor[] = [];
    const y = stacked(groups, (group) => {
      const x = groupOf(inputs.x, group, { groups, shared: false });
      const mean = tf.mean(x, axesOf(x));
      const variance = tf.mean(tf.square(tf.sub(x, mean)), axesOf(x));
      means.push(mean);
      variances.push(variance);
      const u = scaled(normalised(x, mean, variance), inputs.gamma[group], inputs.beta[group]);
      return gelu ? geluOf(u) : u;
    });
    return [y, tf.stack(means), tf.stack(variances)];
  },
  wasm: ({ x, gamma, beta }, { groups, gelu }, heap) => {
    const C = channelsOf(x);
    const rows = x.size / C / groups;
    const y = heap.output(x.shape);
    const mean = heap.output([groups, C]);
    const variance = heap.output([groups, C]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(TABLE_BYTES * C);
    for (let group = 0; group < groups; group++) {
      const row = group * C * 4;
      const part = group * rows * C * 4;
      kernels.moments(at(x) + part, rows, C, at(mean) + row, at(variance) + row, scratch);
      const table = tableOf(gamma[group], beta[group], mean, variance, group, C, heap);
      kernels.activate(at(x) + part, rows, C, table.scale, table.shift, at(y) + part, gelu);
    }
    return [y, mean, variance];
  },
  webgpu: ({ x, gamma, beta }, { groups, gelu }, gpu) => {
    const affine = gamma.map((own, group) => ({ gamma: own, beta: beta[group] }));
    return normalise(gpu, normShape(x, groups, affine.length > 0, gelu), x, affine, x.shape);
  },
});

const batchNormFixedKernel = defineKernel<
  Partial<Affine> & { readonly x: tf.Tensor; readonly mean: tf.Tensor; readonly variance: tf.Tensor },
  { readonly gelu: boolean },
  [y: tf.Tensor]
>('BatchNormGeluFixed', {
  composed: ({ x, gamma, beta, mean, variance }, { gelu }) => {
    const u = scaled(normalised(x, mean, variance), gamma, beta);
    return [gelu ? geluOf(u) : u];
  },
  wasm: ({ x, gamma, beta, mean, variance }, { gelu }, heap) => {
    const C = channelsOf(x);
    const y = heap.output(x.shape);
    const table = tableOf(gamma, beta, mean, variance, 0, C, heap);
    const { kernels, at } = heap;
    kernels.activate(at(x), x.size / C, C, table.scale, table.shift, at(y), gelu);
    return [y];
  },
  webgpu: ({ x, mean, variance, ...weights }, { gelu }, gpu) => {
    const affine = affineIn(weights);
    return [normaliseFixed(gpu, normShape(x, 1, affine !== undefined, gelu), x, mean, variance, affine)];
  },
});

/** dx = gamma inv (du - mean(du) - hat mean(du hat)), du = dy GELU'(u). */
const batchNormGradKernel = defineKernel<
  Partial<Affine> & Omit<Normalised, 'y'> & { readonly dy: tf.Tensor; readonly x: tf.Tensor },
  BatchNormAttributes,
  [dx: tf.Tensor, dgamma?: tf.Tensor, dbeta?: tf.Tensor]
>('BatchNormGeluGrad', {
  composed: ({ dy, gamma, beta, ...inputs }, { groups, gelu }) => {
    const x = studentOf(inputs.x, { groups, shared: false });
    const mean = rowOf(inputs.mean, groups - 1);
    const variance = rowOf(inputs.variance, groups - 1);
    const hat = normalised(x, mean, variance);
    const u = scaled(hat, gamma, beta);
    const du = gelu ? tf.mul(dy, geluSlope(u)) : dy;
    const dbeta = tf.sum(du, axesOf(x));
    const dgamma = tf.sum(tf.mul(du, hat), axesOf(x));
    const rows = x.size / channelsOf(x);
    const centred = tf.sub(du, tf.div(tf.add(dbeta, tf.mul(hat, dgamma)), rows));
    const scale = gamma ? tf.mul(gamma, inverse(variance)) : inverse(variance);
    return [tf.mul(centred, scale), ...(gamma && beta ? [dgamma, dbeta] : [])];
  },
  wasm: ({ dy, mean, variance, gamma, beta, ...inputs }, { groups, gelu }, heap) => {
    const C = channelsOf(dy);
    const rows = dy.size / C;
    const dx = heap.output(dy.shape);
    const affine = gamma && beta ? [heap.output([C]), heap.output([C])] : [];
    const table = tableOf(gamma, beta, mean, variance, groups - 1, C, heap);
    const { kernels, at } = heap;
    const x = at(inputs.x) + (groups - 1) * dy.size * 4;
    kernels.activateBack(
      at(dy),
      x,
      rows,
      C,
      table.scale,
      table.shift,
      table.inverse,
      table.centre,
      at(dx),
      table.sums,
      table.along,
      gelu,
    );
    // dx is affine in du and x
    const [scale, inverse] = [heap.floats(table.scale, C), heap.floats(table.inverse, C)];
    const [dbeta, dgamma] = [heap.doubles(table.sums, C), heap.doubles(table.along, C)];
    const m = heap.view(mean).subarray((groups - 1) * C);
    const [ofX, constant] = [heap.floats(table.inverse, C), heap.floats(table.centre, C)];
    for (let c = 0; c < C; c++) {
      const factor = -(scale[c] * inverse[c] * dgamma[c]) / rows;
      constant[c] = -(scale[c] * dbeta[c]) / rows - m[c] * factor;
      ofX[c] = factor;
    }
    kernels.combine(x, rows, C, table.scale, table.inverse, table.centre, at(dx));
    affine.forEach((output, i) => {
      heap.view(output).set(i === 0 ? dgamma : dbeta);
    });
    return [dx, ...affine];
  },
  webgpu: ({ dy, x, mean, variance, ...weights }, { groups, gelu }, gpu) => {
    const affine = affineIn(weights);
    const shape = normShape(x, groups, affine !== undefined, gelu);
    return normaliseBack(gpu, shape, dy, x, mean, variance, affine);
  },
});

const affineIn = ({ gamma, beta }: Partial<Affine>): Affine | undefined =>
  gamma && beta ? { gamma, beta } : undefined;

function normShape(x: tf.Tensor, groups: number, affine: boolean, gelu: boolean): NormShape {
  const channels = channelsOf(x);
  return { groups, rows: x.size / channels / groups, channels, affine, gelu, eps: BATCH_NORM_EPS };
}

const TABLE_BYTES = 32;

/** Addresses in scratch of one group's numbers, [C] each: y = x scale + shift, hat = x inverse + centre, and the
 *  float64 sums of the backward pass. */
interface Table {
  readonly scale: number;
  readonly shift: number;
  readonly inverse: number;
  readonly centre: number;
  readonly sums: number;
  readonly along: number;
}

function tableOf(
  gamma: tf.Tensor | undefined,
  beta: tf.Tensor | undefined,
  mean: tf.TensorInfo,
  variance: tf.TensorInfo,
  group: number,
  C: number,
  heap: WasmHeap,
): Table {
  const sums = heap.scratch(TABLE_BYTES * C);
  const [along, scale, shift, inverse, centre] = [8, 16, 20, 24, 28].map((bytes) => sums + bytes * C);
  const [m, v] = [mean, variance].map((t) => heap.view(t).subarray(group * C));
  const g = gamma && heap.view(gamma);
  const b = beta && heap.view(beta);
  const [scales, shifts, inverses, centres] = [scale, shift, inverse, centre].map((at) => heap.floats(at, C));
  for (let c = 0; c < C; c++) {
    inverses[c] = 1 / Math.sqrt(v[c] + BATCH_NORM_EPS);
    centres[c] = -m[c] * inverses[c];
    scales[c] = g ? g[c] * inverses[c] : inverses[c];
    shifts[c] = (b ? b[c] : 0) - m[c] * scales[c];
  }
  return { sums, along, scale, shift, inverse, centre };
}
