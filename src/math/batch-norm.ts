import * as tf from '@tensorflow/tfjs';
import { defineGradient, defineKernel, type Inputs, runKernel } from './kernel.ts';

/** Ioffe & Szegedy 2015. PyTorch's default. */
export const BATCH_NORM_EPS = 1e-5;

export interface Normalised {
  /** Same shape as the input. */
  readonly y: tf.Tensor;
  /** Batch mean and biased batch variance per channel, [C]: no gradient flows through these outputs. */
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/**
 * Batch normalisation over all axes but the last, then scale and shift, then optionally GELU (Hendrycks &
 * Gimpel 2016, the exact erf form), in one op: u = gamma (x - mean)/sqrt(var + eps) + beta; y = u Φ(u).
 * x [..., C]; gamma, beta [C].
 */
export function batchNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, gelu: boolean): Normalised {
  const [y, mean, variance] = runKernel('BatchNormGelu', { x, gamma, beta }, { gelu });
  return { y, mean, variance } as Normalised;
}

/** The same with given statistics, for evaluation on running means. Not differentiated. */
export function batchNormFixed(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  gelu: boolean,
): tf.Tensor {
  return runKernel('BatchNormGeluFixed', { x, gamma, beta, mean, variance }, { gelu })[0] as tf.Tensor;
}

const inverse = (variance: tf.Tensor) => tf.rsqrt(tf.add(variance, BATCH_NORM_EPS));
const geluOf = (u: tf.Tensor) => tf.mul(u, cdf(u));
const cdf = (u: tf.Tensor) => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2))));
const geluSlope = (u: tf.Tensor) =>
  tf.add(cdf(u), tf.mul(u, tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(u))))));

function affine({ x, gamma, beta, mean, variance }: Inputs): { hat: tf.Tensor; u: tf.Tensor } {
  const hat = tf.mul(tf.sub(x as tf.Tensor, mean as tf.Tensor), inverse(variance as tf.Tensor));
  return { hat, u: tf.add(tf.mul(hat, gamma as tf.Tensor), beta as tf.Tensor) };
}

defineKernel('BatchNormGelu', {
  composed: (inputs, { gelu }) => {
    const x = inputs.x as tf.Tensor;
    const axes = x.shape.slice(0, -1).map((_, i) => i);
    const mean = tf.mean(x, axes);
    const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
    const { u } = affine({ ...inputs, mean, variance });
    return [gelu ? geluOf(u) : u, mean, variance];
  },
  wasm: ({ x, gamma, beta }, { gelu }, heap) => {
    const shape = (x as tf.Tensor).shape;
    const channels = shape[shape.length - 1];
    const out = heap.output(shape);
    const means = heap.output([channels]);
    const variances = heap.output([channels]);
    const X = heap.view(x as tf.Tensor);
    const mean = heap.view(means);
    const variance = heap.view(variances);
    const rows = X.length / channels;
    // float64 sums of float32 values: E[x²] - m² loses nothing that float32 would keep
    const sum = new Float64Array(channels);
    const squares = new Float64Array(channels);
    for (let i = 0; i < X.length; )
      for (let c = 0; c < channels; c++) {
        const value = X[i++];
        sum[c] += value;
        squares[c] += value * value;
      }
    for (let c = 0; c < channels; c++) {
      const centre = sum[c] / rows;
      mean[c] = centre;
      variance[c] = Math.max(0, squares[c] / rows - centre * centre);
    }
    activate(
      X,
      heap.view(gamma as tf.Tensor),
      heap.view(beta as tf.Tensor),
      mean,
      variance,
      heap.view(out),
      gelu,
    );
    return [out, means, variances];
  },
});

defineKernel('BatchNormGeluFixed', {
  composed: (inputs, { gelu }) => {
    const { u } = affine(inputs);
    return [gelu ? geluOf(u) : u];
  },
  wasm: ({ x, gamma, beta, mean, variance }, { gelu }, heap) => {
    const out = heap.output((x as tf.Tensor).shape);
    const [X, g, b, m, v] = [x, gamma, beta, mean, variance].map((t) => heap.view(t as tf.Tensor));
    activate(
      X as Float32Array,
      g as Float32Array,
      b as Float32Array,
      m as Float32Array,
      v as Float32Array,
      heap.view(out),
      gelu,
    );
    return [out];
  },
});

/** dx = gamma inv (du - mean(du) - hat mean(du hat)), du = dy GELU'(u). */
defineKernel('BatchNormGeluGrad', {
  composed: (inputs, { gelu }) => {
    const { hat, u } = affine(inputs);
    const x = inputs.x as tf.Tensor;
    const dy = inputs.dy as tf.Tensor;
    const axes = x.shape.slice(0, -1).map((_, i) => i);
    const rows = x.size / (x.shape[x.shape.length - 1] as number);
    const du = gelu ? tf.mul(dy, geluSlope(u)) : dy;
    const dbeta = tf.sum(du, axes);
    const dgamma = tf.sum(tf.mul(du, hat), axes);
    const centred = tf.sub(du, tf.div(tf.add(dbeta, tf.mul(hat, dgamma)), rows));
    const dx = tf.mul(centred, tf.mul(inputs.gamma as tf.Tensor, inverse(inputs.variance as tf.Tensor)));
    return [dx, dgamma, dbeta];
  },
  wasm: ({ dy, x, gamma, beta, mean, variance }, { gelu }, heap) => {
    const shape = (x as tf.Tensor).shape;
    const channels = shape[shape.length - 1];
    const out = heap.output(shape);
    const outGamma = heap.output([channels]);
    const outBeta = heap.output([channels]);
    const [DY, X, g, b, m, v] = [dy, x, gamma, beta, mean, variance].map((t) =>
      heap.view(t as tf.Tensor),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
    const DX = heap.view(out);
    const rows = X.length / channels;
    const inv = Float64Array.from(v, (value) => 1 / Math.sqrt(value + BATCH_NORM_EPS));
    const scale = inv.map((value, c) => g[c] * value);
    const shift = scale.map((value, c) => b[c] - m[c] * value);
    // first pass: du, and its sums with 1 and x
    const dbeta = new Float64Array(channels);
    const along = new Float64Array(channels);
    const slopes = gelu ? table().slope : undefined;
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
    heap.view(outGamma).set(dgamma);
    heap.view(outBeta).set(dbeta);
    return [out, outGamma, outBeta];
  },
});

defineGradient(
  'BatchNormGelu',
  { inputs: ['x', 'gamma', 'beta'], outputs: [false, true, true] },
  (dys, [x, gamma, beta, mean, variance], attributes) => {
    const grads = runKernel(
      'BatchNormGeluGrad',
      { dy: dys[0], x, gamma, beta, mean, variance } as Inputs,
      attributes,
    );
    return {
      x: () => grads[0] as tf.Tensor,
      gamma: () => grads[1] as tf.Tensor,
      beta: () => grads[2] as tf.Tensor,
    };
  },
);

/** y = GELU(scale x + shift) or the affine part alone, one pass. */
function activate(
  x: Float32Array,
  gamma: Float32Array,
  beta: Float32Array,
  mean: Float32Array,
  variance: Float32Array,
  y: Float32Array,
  gelu: number | boolean | undefined,
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
