import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineKernel, type Inputs, runKernel, type WasmHeap } from '../kernel/kernel.ts';
import { groupOf, numbered, stacked, stackOf, studentOf } from '../rows/stack.ts';
import { type NormShape, normalise, normaliseBack, normaliseFixed } from '../webgpu/norm.ts';
import { geluOf, geluSlope } from './gelu.ts';

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
    const x = inputs.x as tf.Tensor;
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
      const affine = [inputs[`gamma${group}`], inputs[`beta${group}`]] as const;
      const table = tableOf(...affine, mean, variance, group, C, heap);
      kernels.activate(
        at(x) + part,
        rows,
        C,
        table.scale,
        table.shift,
        at(y) + part,
        attributes.gelu === true,
      );
    }
    return [y, mean, variance];
  },
  webgpu: (inputs, attributes, gpu) => {
    const { groups } = stackOf(attributes);
    const x = inputs.x as tf.Tensor;
    const given = Array.from({ length: attributes.affine ? groups : 0 }, (_, group) => ({
      gamma: inputs[`gamma${group}`] as tf.Tensor,
      beta: inputs[`beta${group}`] as tf.Tensor,
    }));
    return normalise(gpu, normShape(x, groups, attributes), x, given, x.shape);
  },
});

defineKernel('BatchNormGeluFixed', {
  composed: ({ x, gamma, beta, mean, variance }, { gelu }) => {
    const u = scaled(normalised(x as tf.Tensor, mean as tf.Tensor, variance as tf.Tensor), gamma, beta);
    return [gelu ? geluOf(u) : u];
  },
  wasm: (inputs, { gelu }, heap) => {
    const x = inputs.x as tf.Tensor;
    const C = channelsOf(x);
    const y = heap.output(x.shape);
    const [mean, variance] = [inputs.mean as tf.Tensor, inputs.variance as tf.Tensor];
    const table = tableOf(inputs.gamma, inputs.beta, mean, variance, 0, C, heap);
    const { kernels, at } = heap;
    kernels.activate(at(x), x.size / C, C, table.scale, table.shift, at(y), gelu === true);
    return [y];
  },
  webgpu: (inputs, attributes, gpu) => {
    const x = inputs.x as tf.Tensor;
    const [mean, variance] = [inputs.mean as tf.Tensor, inputs.variance as tf.Tensor];
    return [normaliseFixed(gpu, normShape(x, 1, attributes), x, mean, variance, affineIn(inputs))];
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
    const dy = inputs.dy as tf.Tensor;
    const C = channelsOf(dy);
    const rows = dy.size / C;
    const dx = heap.output(dy.shape);
    const affine = attributes.affine ? [heap.output([C]), heap.output([C])] : [];
    const [mean, variance] = [inputs.mean as tf.Tensor, inputs.variance as tf.Tensor];
    const table = tableOf(inputs.gamma, inputs.beta, mean, variance, groups - 1, C, heap);
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
      attributes.gelu === true,
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
  webgpu: (inputs, attributes, gpu) => {
    const { groups } = stackOf(attributes);
    const [x, dy] = [inputs.x as tf.Tensor, inputs.dy as tf.Tensor];
    const [mean, variance] = [inputs.mean as tf.Tensor, inputs.variance as tf.Tensor];
    return normaliseBack(gpu, normShape(x, groups, attributes), dy, x, mean, variance, affineIn(inputs));
  },
});

const affineIn = ({ gamma, beta }: Inputs): Affine | undefined =>
  gamma && beta ? { gamma, beta } : undefined;

function normShape(x: tf.Tensor, groups: number, attributes: Attributes): NormShape {
  const channels = channelsOf(x);
  return {
    groups,
    rows: x.size / channels / groups,
    channels,
    affine: attributes.affine === true,
    gelu: attributes.gelu === true,
    eps: BATCH_NORM_EPS,
  };
}

const TABLE_BYTES = 32;

/** Per-channel numbers of one group in scratch, [C] each: y = x scale + shift, hat = x inverse + centre; and room for the
 *  float64 sums of the way back. */
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
