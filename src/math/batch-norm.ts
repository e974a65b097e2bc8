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
    const sum = new Float64Array(channels);
    const squares = new Float64Array(channels);
    for (let i = 0; i < X.length; ) for (let c = 0; c < channels; c++) sum[c] += X[i++];
    for (let c = 0; c < channels; c++) sum[c] /= rows;
    for (let i = 0; i < X.length; )
      for (let c = 0; c < channels; c++) {
        const d = X[i++] - sum[c];
        squares[c] += d * d;
      }
    for (let c = 0; c < channels; c++) {
      mean[c] = sum[c];
      variance[c] = squares[c] / rows;
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
    const dgamma = new Float64Array(channels);
    const dbeta = new Float64Array(channels);
    const slopes = gelu ? table().slope : undefined;
    for (let i = 0; i < X.length; ) {
      for (let c = 0; c < channels; c++, i++) {
        const hat = (X[i] - m[c]) * inv[c];
        let du = DY[i];
        if (slopes) du *= lookUp(slopes, g[c] * hat + b[c], 1);
        DX[i] = du;
        dbeta[c] += du;
        dgamma[c] += du * hat;
      }
    }
    const scale = Float64Array.from(g, (value, c) => value * inv[c]);
    const meanDu = dbeta.map((value) => value / rows);
    const meanHat = dgamma.map((value) => value / rows);
    for (let i = 0; i < X.length; )
      for (let c = 0; c < channels; c++, i++) {
        const hat = (X[i] - m[c]) * inv[c];
        DX[i] = scale[c] * (DX[i] - meanDu[c] - hat * meanHat[c]);
      }
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
      y[i] = lookUp(curve, u, u);
    }
}

// GELU and its slope by linear interpolation: spacing h = 1/512 gives at most h²/8 max|f''| < 6e-7, which is
// float32 noise here and a third of the time of an exponential.
const REACH = 6;
const PER_UNIT = 512;
let tables: { value: Float64Array; slope: Float64Array } | undefined;

function table(): { value: Float64Array; slope: Float64Array } {
  if (tables) return tables;
  const size = 2 * REACH * PER_UNIT + 2;
  const value = new Float64Array(size);
  const slope = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const u = i / PER_UNIT - REACH;
    const p = normalCdf(u);
    value[i] = u * p;
    slope[i] = p + (u * Math.exp(-0.5 * u * u)) / Math.sqrt(2 * Math.PI);
  }
  tables = { value, slope };
  return tables;
}

/** `above` is the limit of the curve right of the table (u for GELU, 1 for its slope); left of it, 0. */
function lookUp(curve: Float64Array, u: number, above: number): number {
  if (!(u < REACH)) return above;
  if (u <= -REACH) return 0;
  const at = (u + REACH) * PER_UNIT;
  const i = at | 0;
  const left = curve[i];
  return left + (at - i) * (curve[i + 1] - left);
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
