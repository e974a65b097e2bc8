import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel, type WasmHeap } from './kernel.ts';
import { groupOf, numbered, stacked, stackOf, studentOf } from './stack.ts';

/** Ioffe & Szegedy 2015. PyTorch's default. */
export const BATCH_NORM_EPS = 1e-5;

export interface Normalised {
  /** Same shape as the input. */
  readonly y: tf.Tensor;
  /** Batch mean and biased batch variance per channel of each group, [G, C]. */
  readonly mean: tf.Tensor2D;
  readonly variance: tf.Tensor2D;
}

/** Scale and shift, [C] each. */
export interface Affine {
  readonly gamma: tf.Tensor;
  readonly beta: tf.Tensor;
}

/**
 * Batch normalisation over all axes but the last, then scale and shift where given, then optionally GELU
 * (Hendrycks & Gimpel 2016, the exact erf form), in one op: u = gamma (x - mean)/sqrt(var + eps) + beta;
 * y = u Φ(u). x [G R, ..., C], each group by its own batch.
 */
export function batchNorm(
  x: tf.Tensor,
  groups: number,
  affine: readonly Affine[] | undefined,
  gelu: boolean,
): Normalised {
  const inputs = {
    x,
    ...(affine
      ? numbered(
          'gamma',
          affine.map(({ gamma }) => gamma),
        )
      : {}),
    ...(affine
      ? numbered(
          'beta',
          affine.map(({ beta }) => beta),
        )
      : {}),
  };
  const [y, mean, variance] = runKernel('BatchNormGelu', inputs, {
    groups,
    affine: affine !== undefined,
    gelu,
  });
  return { y, mean, variance } as Normalised;
}

export interface BatchNormGrads {
  readonly x: tf.Tensor;
  readonly gamma?: tf.Tensor;
  readonly beta?: tf.Tensor;
}

/** Gradients of the student's layer from dy [R, ..., C] and what went in and came out; no gradient flows
 *  through the statistics that are reported. */
export function batchNormGrads(
  dy: tf.Tensor,
  x: tf.Tensor,
  { mean, variance }: Omit<Normalised, 'y'>,
  groups: number,
  affine: Affine | undefined,
  gelu: boolean,
): BatchNormGrads {
  const out = runKernel(
    'BatchNormGeluGrad',
    { dy, x, mean, variance, ...affine },
    { groups, affine: affine !== undefined, gelu },
  );
  return {
    x: out[0] as tf.Tensor,
    ...(affine ? { gamma: out[1] as tf.Tensor, beta: out[2] as tf.Tensor } : {}),
  };
}

/** The same with given statistics [C], for evaluation on running means. Not differentiated. */
export function batchNormFixed(
  x: tf.Tensor,
  affine: Affine | undefined,
  mean: tf.Tensor,
  variance: tf.Tensor,
  gelu: boolean,
): tf.Tensor {
  const attributes = { affine: affine !== undefined, gelu };
  return runKernel('BatchNormGeluFixed', { x, mean, variance, ...affine }, attributes)[0] as tf.Tensor;
}

const inverse = (variance: tf.Tensor) => tf.rsqrt(tf.add(variance, BATCH_NORM_EPS));
const geluOf = (u: tf.Tensor) => tf.mul(u, cdf(u));
const cdf = (u: tf.Tensor) => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2))));
const geluSlope = (u: tf.Tensor) =>
  tf.add(cdf(u), tf.mul(u, tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(u))))));

const axesOf = (x: tf.Tensor) => x.shape.slice(0, -1).map((_, axis) => axis);
const channelsOf = (x: tf.Tensor) => x.shape[x.shape.length - 1] as number;
/** [G, C] -> the [C] of one group. */
const rowOf = (statistic: tf.Tensor, group: number) =>
  tf.reshape(tf.slice(statistic, [group, 0], [1, statistic.shape[1] as number]), [-1]);

function normalised(x: tf.Tensor, mean: tf.Tensor, variance: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(x, mean), inverse(variance));
}

function scaled(hat: tf.Tensor, gamma: tf.Tensor | undefined, beta: tf.Tensor | undefined): tf.Tensor {
  return gamma && beta ? tf.add(tf.mul(hat, gamma), beta) : hat;
}

defineKernel('BatchNormGelu', {
  composed: (inputs, attributes) => {
    const stack = stackOf(attributes);
    const means: tf.Tensor[] = [];
    const variances: tf.Tensor[] = [];
    const y = stacked(stack.groups, (group) => {
      const x = groupOf(inputs.x as tf.Tensor, group, stack);
      const mean = tf.mean(x, axesOf(x));
      const variance = tf.mean(tf.square(tf.sub(x, mean)), axesOf(x));
      means.push(mean);
      variances.push(variance);
      const u = scaled(normalised(x, mean, variance), inputs[`gamma${group}`], inputs[`beta${group}`]);
      return attributes.gelu ? geluOf(u) : u;
    });
    return [y, tf.stack(means), tf.stack(variances)];
  },
  wasm: (inputs, attributes, heap) => {
    const { groups } = stackOf(attributes);
    const { shape } = inputs.x as tf.Tensor;
    const channels = shape[shape.length - 1] as number;
    const out = heap.output(shape);
    const means = heap.output([groups, channels]);
    const variances = heap.output([groups, channels]);
    const size = (inputs.x as tf.Tensor).size / groups;
    for (let group = 0; group < groups; group++) {
      const part = (tensor: tf.TensorInfo, count: number) =>
        heap.view(tensor).subarray(group * count, (group + 1) * count);
      const x = part(inputs.x as tf.Tensor, size);
      const mean = part(means, channels);
      const variance = part(variances, channels);
      moments(x, mean, variance);
      const { gamma, beta } = affineOf(inputs[`gamma${group}`], inputs[`beta${group}`], channels, heap);
      activate(x, gamma, beta, mean, variance, part(out, size), attributes.gelu === true);
    }
    return [out, means, variances];
  },
});

defineKernel('BatchNormGeluFixed', {
  composed: ({ x, gamma, beta, mean, variance }, { gelu }) => {
    const u = scaled(normalised(x as tf.Tensor, mean as tf.Tensor, variance as tf.Tensor), gamma, beta);
    return [gelu ? geluOf(u) : u];
  },
  wasm: (inputs, { gelu }, heap) => {
    const x = inputs.x as tf.Tensor;
    const out = heap.output(x.shape);
    const { gamma, beta } = affineOf(inputs.gamma, inputs.beta, channelsOf(x), heap);
    const [mean, variance] = [heap.view(inputs.mean as tf.Tensor), heap.view(inputs.variance as tf.Tensor)];
    activate(heap.view(x), gamma, beta, mean, variance, heap.view(out), gelu === true);
    return [out];
  },
});

/** dx = gamma inv (du - mean(du) - hat mean(du hat)), du = dy GELU'(u). */
defineKernel('BatchNormGeluGrad', {
  composed: (inputs, attributes) => {
    const stack = stackOf(attributes);
    const x = studentOf(inputs.x as tf.Tensor, stack);
    const dy = inputs.dy as tf.Tensor;
    const mean = rowOf(inputs.mean as tf.Tensor, stack.groups - 1);
    const variance = rowOf(inputs.variance as tf.Tensor, stack.groups - 1);
    const hat = normalised(x, mean, variance);
    const u = scaled(hat, inputs.gamma, inputs.beta);
    const du = attributes.gelu ? tf.mul(dy, geluSlope(u)) : dy;
    const dbeta = tf.sum(du, axesOf(x));
    const dgamma = tf.sum(tf.mul(du, hat), axesOf(x));
    const rows = x.size / channelsOf(x);
    const centred = tf.sub(du, tf.div(tf.add(dbeta, tf.mul(hat, dgamma)), rows));
    const scale = inputs.gamma ? tf.mul(inputs.gamma, inverse(variance)) : inverse(variance);
    return [tf.mul(centred, scale), ...(attributes.affine ? [dgamma, dbeta] : [])];
  },
  wasm: (inputs, attributes, heap) => {
    const { groups } = stackOf(attributes);
    const { shape } = inputs.dy as tf.Tensor;
    const channels = shape[shape.length - 1] as number;
    const out = heap.output(shape);
    const affine = attributes.affine ? [heap.output([channels]), heap.output([channels])] : [];
    const student = (tensor: tf.Tensor, size: number) => heap.view(tensor).subarray((groups - 1) * size);
    const X = student(inputs.x as tf.Tensor, (inputs.dy as tf.Tensor).size);
    const m = student(inputs.mean as tf.Tensor, channels);
    const v = student(inputs.variance as tf.Tensor, channels);
    const { gamma: g, beta: b } = affineOf(inputs.gamma, inputs.beta, channels, heap);
    const DY = heap.view(inputs.dy as tf.Tensor);
    const DX = heap.view(out);
    const rows = X.length / channels;
    const inv = Float64Array.from(v, (value) => 1 / Math.sqrt(value + BATCH_NORM_EPS));
    const scale = inv.map((value, c) => g[c] * value);
    const shift = scale.map((value, c) => b[c] - m[c] * value);
    // first pass: du, and its sums with 1 and x
    const dbeta = new Float64Array(channels);
    const along = new Float64Array(channels);
    const slopes = attributes.gelu ? table().slope : undefined;
    for (let i = 0; i < X.length; )
      for (let c = 0; c < channels; c++, i++) {
        const value = X[i];
        let du = DY[i];
        if (slopes) {
          const at = (value * scale[c] + shift[c] + REACH) * PER_UNIT;
          if (at > 0 && at < LAST) {
            const left = at | 0;
            du *= slopes[left] + (at - left) * (slopes[left + 1] - slopes[left]);
          } else if (at <= 0) du = 0;
        }
        DX[i] = du;
        dbeta[c] += du;
        along[c] += du * value;
      }
    const dgamma = along.map((value, c) => inv[c] * (value - m[c] * dbeta[c]));
    // second pass: dx is affine in du and x
    const ofX = scale.map((value, c) => (-value * inv[c] * dgamma[c]) / rows);
    const constant = scale.map((value, c) => (-value * dbeta[c]) / rows - m[c] * ofX[c]);
    for (let i = 0; i < X.length; )
      for (let c = 0; c < channels; c++, i++) DX[i] = scale[c] * DX[i] + ofX[c] * X[i] + constant[c];
    affine.forEach((output, i) => {
      heap.view(output).set(i === 0 ? dgamma : dbeta);
    });
    return [out, ...affine];
  },
});

/** Batch mean and biased variance of the rows of x [R, C]. */
function moments(x: Float32Array, mean: Float32Array, variance: Float32Array): void {
  const channels = mean.length;
  const rows = x.length / channels;
  // float64 sums of float32 values: E[x²] - m² loses nothing that float32 would keep
  const sum = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let i = 0; i < x.length; )
    for (let c = 0; c < channels; c++) {
      const value = x[i++];
      sum[c] += value;
      squares[c] += value * value;
    }
  for (let c = 0; c < channels; c++) {
    const centre = sum[c] / rows;
    mean[c] = centre;
    variance[c] = Math.max(0, squares[c] / rows - centre * centre);
  }
}

function affineOf(
  gamma: tf.Tensor | undefined,
  beta: tf.Tensor | undefined,
  channels: number,
  heap: WasmHeap,
): { gamma: Float32Array; beta: Float32Array } {
  return {
    gamma: gamma ? heap.view(gamma) : new Float32Array(channels).fill(1),
    beta: beta ? heap.view(beta) : new Float32Array(channels),
  };
}

/** y = GELU(scale x + shift) or the affine part alone, one pass. */
function activate(
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  y: Float32Array,
  gelu: boolean,
): void {
  const channels = gamma.length;
  const scale = new Float64Array(channels);
  const shift = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    scale[c] = gamma[c] / Math.sqrt(variance[c] + BATCH_NORM_EPS);
    shift[c] = beta[c] - mean[c] * scale[c];
  }
  if (!gelu) {
    for (let i = 0; i < x.length; ) for (let c = 0; c < channels; c++, i++) y[i] = x[i] * scale[c] + shift[c];
    return;
  }
  const curve = table().value;
  for (let i = 0; i < x.length; )
    for (let c = 0; c < channels; c++, i++) {
      const u = x[i] * scale[c] + shift[c];
      const at = (u + REACH) * PER_UNIT;
      if (at > 0 && at < LAST) {
        const left = at | 0;
        y[i] = curve[left] + (at - left) * (curve[left + 1] - curve[left]);
      } else y[i] = at <= 0 ? 0 : u;
    }
}

// GELU and its slope by linear interpolation: spacing h = 1/512 gives at most h²/8 max|f''| < 6e-7, which is
// float32 noise here and a third of the time of an exponential.
const REACH = 6;
const PER_UNIT = 512;
const LAST = 2 * REACH * PER_UNIT;
let tables: { value: Float32Array; slope: Float32Array } | undefined;

function table(): { value: Float32Array; slope: Float32Array } {
  if (tables) return tables;
  // float32, so that a table fits the first-level cache
  const value = new Float32Array(LAST + 1);
  const slope = new Float32Array(LAST + 1);
  for (let i = 0; i <= LAST; i++) {
    const u = i / PER_UNIT - REACH;
    const p = normalCdf(u);
    value[i] = u * p;
    slope[i] = p + (u * Math.exp(-0.5 * u * u)) / Math.sqrt(2 * Math.PI);
  }
  tables = { value, slope };
  return tables;
}

/** Φ(u) by the Taylor series of erf about 0 for |u| < 3, else its continued fraction; to 1e-12. */
function normalCdf(u: number): number {
  const x = Math.abs(u);
  let tail: number;
  if (x < 3) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 80; n++) {
      term *= (x * x) / (2 * n + 1);
      sum += term;
    }
    tail = 0.5 - (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
  } else {
    let fraction = 0;
    for (let n = 60; n > 0; n--) fraction = n / (x + fraction);
    tail = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) / (x + fraction);
  }
  return u < 0 ? tail : 1 - tail;
}
