import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';
import { lanesOf } from '../webgpu/lanes.ts';

export interface Attended {
  /** [N T, E]. */
  readonly y: tf.Tensor2D;
  /** The softmax's weights, [N, heads, T, T]. Rows are queries. */
  readonly weights: tf.Tensor4D;
}

/**
 * Multi-head self-attention (Vaswani et al. 2017) among the `tokens` T of each image: y = softmax(q kᵀ/√size) v by
 * head. A row of qkv [N T, 3E] holds its query, key and value, each E = heads · size. Since the op has no weights,
 * stacked networks are more images to it. Among the last R images no token attends to those whose `unseen`
 * [R (T - 1)] is 1, which leaves out each image's first token. Throws an Error when the heads or the tokens do not
 * divide qkv.
 */
export function attention(qkv: tf.Tensor2D, tokens: number, heads: number, unseen?: tf.Tensor1D): Attended {
  const inputs = { qkv, ...(unseen ? { unseen } : {}) };
  const [y, weights] = attentionKernel(inputs, shapeOf(qkv, tokens, heads));
  return { y, weights };
}

/** Gradient to the student's rows of qkv, [R T, 3E], from dy [R T, E], the layer's input qkv and its output weights.
 *  */
export function attentionGrad(dy: tf.Tensor2D, qkv: tf.Tensor2D, weights: tf.Tensor4D): tf.Tensor2D {
  const [, heads, tokens] = weights.shape;
  return attentionGradKernel({ dy, qkv, weights }, shapeOf(qkv, tokens, heads))[0];
}

/** Number of images, tokens in an image, heads, and floats in a head. */
type Shape = Readonly<Record<'images' | 'tokens' | 'heads' | 'size', number>>;

function shapeOf(qkv: tf.Tensor2D, tokens: number, heads: number): Shape {
  const [rows, width] = qkv.shape;
  const [images, size] = [rows / tokens, width / 3 / heads];
  if (!Number.isInteger(images) || !Number.isInteger(size))
    throw new Error(`${heads} heads over ${tokens} tokens do not divide [${rows}, ${width}]`);
  return { images, tokens, heads, size };
}

/** Number of the student's images, which are those of dy. */
const rowsIn = (dy: tf.Tensor2D, { tokens }: Shape) => dy.shape[0] / tokens;

/** Number of images before those with hidden tokens. */
const openIn = (unseen: tf.Tensor1D | undefined, { images, tokens }: Shape) =>
  unseen ? images - unseen.size / (tokens - 1) : images;

/** x [n T, parts heads size] -> [n, heads, T, size] for each part. */
function byHead(x: tf.Tensor2D, parts: number, { tokens, heads, size }: Shape): tf.Tensor4D[] {
  const images = x.shape[0] / tokens;
  return tf
    .split(x, parts, 1)
    .map((part) => tf.transpose(tf.reshape(part, [images, tokens, heads, size]), [0, 2, 1, 3]));
}

/** [n, heads, T, size] -> [n T, heads size]. */
function byRow(x: tf.Tensor4D, { heads, size }: Shape): tf.Tensor2D {
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [-1, heads * size]);
}

/** 1 for hidden keys, else 0, [images, 1, 1, T]. */
function keysOf(unseen: tf.Tensor1D, shape: Shape): tf.Tensor4D {
  const { images, tokens } = shape;
  const open = openIn(unseen, shape);
  const hidden: tf.Tensor2D = tf.reshape(unseen, [images - open, tokens - 1]);
  const rows = tf.pad(hidden, [
    [open, 0],
    [1, 0],
  ]);
  return tf.reshape(rows, [images, 1, 1, tokens]);
}

const attentionKernel = defineKernel<
  { readonly qkv: tf.Tensor2D; readonly unseen?: tf.Tensor1D },
  Shape,
  [y: tf.Tensor2D, weights: tf.Tensor4D]
>('Attention', {
  composed: ({ qkv, unseen }, shape) => {
    const [q, k, v] = byHead(qkv, 3, shape);
    const dots = tf.div(tf.matMul(q, k, false, true), Math.sqrt(shape.size));
    const scores = unseen ? tf.sub(dots, tf.mul(1e30, keysOf(unseen, shape))) : dots;
    const e = tf.exp(tf.sub(scores, tf.max(scores, 3, true)));
    const weights = tf.div(e, tf.sum(e, 3, true));
    return [byRow(tf.matMul(weights, v), shape), weights];
  },
  wasm: ({ qkv, unseen }, shape, heap) => {
    const { images, tokens, heads, size } = shape;
    const y = heap.output([images * tokens, heads * size]);
    const weights = heap.output([images, heads, tokens, tokens]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.attentionScratch(tokens, size));
    const hidden = [at(unseen), openIn(unseen, shape)] as const;
    kernels.attention(at(qkv), images, tokens, heads, size, ...hidden, at(y), at(weights), scratch);
    return [y, weights];
  },
  webgpu: ({ qkv, unseen }, shape, gpu) => {
    const { images, tokens: T, heads, size } = shape;
    const open = openIn(unseen, shape);
    const hides = unseen
      ? `if (n >= ${open}u && j > 0u && unseen[max((n - ${open}u) * ${T - 1}u + j, 1u) - 1u] != 0.0) { s = -1e30; }`
      : '';
    const y = gpu.output([images * T, heads * size]);
    const weights = gpu.output([images, heads, T, T]);
    const { type, count: W, functions } = lanesOf(size);
    const threads = images * heads * T;
    // each thread has one query of one head
    const program = (): Program => ({
      outputs: { y: type, weights: 'f32' },
      inputs: { qkv: type, ...(unseen ? ({ unseen: 'f32' } as const) : {}) },
      workgroup: 64,
      functions,
      each: ['id', threads],
      body: `  ${placeOf(shape, W)}
  let P = id * ${T}u;
  var q: array<${type}, ${W}>;
  for (var c = 0u; c < ${W}u; c++) { q[c] = qkv[Q + ${3 * heads * W}u * t + c] * ${1 / Math.sqrt(size)}; }
  var most = -3.4e38;
  for (var j = 0u; j < ${T}u; j++) {
    let K = Q + ${heads * W}u + ${3 * heads * W}u * j;
    var s = 0.0;
    for (var c = 0u; c < ${W}u; c++) { s += total(q[c] * qkv[K + c]); }
    ${hides}
    weights[P + j] = s; most = max(most, s);
  }
  var sum = 0.0;
  var out: array<${type}, ${W}>;
  for (var j = 0u; j < ${T}u; j++) {
    let V = Q + ${2 * heads * W}u + ${3 * heads * W}u * j;
    let e = exp(weights[P + j] - most);
    weights[P + j] = e; sum += e;
    for (var c = 0u; c < ${W}u; c++) { out[c] += e * qkv[V + c]; }
  }
  let inverse = 1.0 / sum;
  for (var j = 0u; j < ${T}u; j++) { weights[P + j] *= inverse; }
  for (var c = 0u; c < ${W}u; c++) { y[Y + ${heads * W}u * t + c] = out[c] * inverse; }`,
    });
    const given = [qkv, ...(unseen ? [unseen] : [])];
    gpu.run(`attention ${keyOf(shape)} ${open}`, program, [y, weights, ...given], threads);
    return [y, weights];
  },
});

/** With P = weights and dP = dy vᵀ: dS = P (dP - <P, dP>), dq = dS k/√size, dk = dSᵀ q/√size, dv = Pᵀ dy. */
const attentionGradKernel = defineKernel<
  { readonly dy: tf.Tensor2D; readonly qkv: tf.Tensor2D; readonly weights: tf.Tensor4D },
  Shape,
  [dqkv: tf.Tensor2D]
>('AttentionGrad', {
  composed: ({ dy, qkv, weights }, shape) => {
    const rows = rowsIn(dy, shape);
    const { images, tokens, heads, size } = shape;
    const first = (images - rows) * tokens;
    const own = tf.slice(qkv, [first, 0], [rows * tokens, 3 * heads * size]);
    const [q, k, v] = byHead(own, 3, shape);
    const [slope] = byHead(dy, 1, shape);
    const P = tf.slice(weights, [images - rows, 0, 0, 0], [rows, heads, tokens, tokens]);
    const dP = tf.matMul(slope, v, false, true);
    const along = tf.sum(tf.mul(P, dP), 3, true);
    const dS = tf.div(tf.mul(P, tf.sub(dP, along)), Math.sqrt(size));
    const parts: tf.Tensor4D[] = [
      tf.matMul(dS, k),
      tf.matMul(dS, q, true, false),
      tf.matMul(P, slope, true, false),
    ];
    return [
      tf.concat(
        parts.map((part) => byRow(part, shape)),
        1,
      ),
    ];
  },
  wasm: ({ dy, qkv, weights }, shape, heap) => {
    const { images, tokens, heads, size } = shape;
    const rows = rowsIn(dy, shape);
    const dqkv = heap.output([rows * tokens, 3 * heads * size]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.attentionScratch(tokens, size));
    // the student's images are the last
    const skip = (images - rows) * heads * tokens * 4;
    const [x, P] = [at(qkv) + skip * 3 * size, at(weights) + skip * tokens];
    kernels.attentionBack(at(dy), x, P, rows, tokens, heads, size, at(dqkv), scratch);
    return [dqkv];
  },
  webgpu: ({ dy, qkv, weights }, shape, gpu) => {
    const { images, tokens: T, heads, size } = shape;
    const rows = rowsIn(dy, shape);
    const { type, count: W, functions } = lanesOf(size);
    const [E, threads] = [heads * W, rows * heads * T];
    const skip = (images - rows) * heads * T;
    const key = `${keyOf(shape)} ${rows}`;
    const dqkv = gpu.output([rows * T, 3 * heads * size]);
    const slopes = gpu.output([rows, heads, T, T]);
    const head = `${placeOf(shape, W)}
  let X = Q + ${(images - rows) * T * 3 * E}u; let P = (${skip}u + id / ${T}u * ${T}u) * ${T}u; let S = id / ${T}u * ${T * T}u;`;
    // each thread has one query of one head; in the second program, one key and its value
    const queries = (): Program => ({
      outputs: { dqkv: type, slopes: 'f32' },
      inputs: { dy: type, qkv: type, weights: 'f32' },
      workgroup: 64,
      functions,
      each: ['id', threads],
      body: `  ${head}
  let row = t * ${T}u;
  var slope: array<${type}, ${W}>;
  for (var c = 0u; c < ${W}u; c++) { slope[c] = dy[Y + ${E}u * t + c]; }
  var along = 0.0;
  for (var j = 0u; j < ${T}u; j++) {
    let V = X + ${2 * E}u + ${3 * E}u * j;
    var s = 0.0;
    for (var c = 0u; c < ${W}u; c++) { s += total(slope[c] * qkv[V + c]); }
    slopes[S + row + j] = s; along += weights[P + row + j] * s;
  }
  var out: array<${type}, ${W}>;
  for (var j = 0u; j < ${T}u; j++) {
    let K = X + ${E}u + ${3 * E}u * j;
    let s = weights[P + row + j] * (slopes[S + row + j] - along) * ${1 / Math.sqrt(size)};
    slopes[S + row + j] = s;
    for (var c = 0u; c < ${W}u; c++) { out[c] += s * qkv[K + c]; }
  }
  for (var c = 0u; c < ${W}u; c++) { dqkv[Q + ${3 * E}u * t + c] = out[c]; }`,
    });
    const keys = (): Program => ({
      outputs: { dqkv: type },
      inputs: { dy: type, qkv: type, weights: 'f32', slopes: 'f32' },
      workgroup: 64,
      each: ['id', threads],
      body: `  ${head}
  var dk: array<${type}, ${W}>; var dv: array<${type}, ${W}>;
  for (var i = 0u; i < ${T}u; i++) {
    let s = slopes[S + i * ${T}u + t]; let p = weights[P + i * ${T}u + t];
    let q = X + ${3 * E}u * i; let y = Y + ${E}u * i;
    for (var c = 0u; c < ${W}u; c++) { dk[c] += s * qkv[q + c]; dv[c] += p * dy[y + c]; }
  }
  let to = Q + ${3 * E}u * t + ${E}u;
  for (var c = 0u; c < ${W}u; c++) { dqkv[to + c] = dk[c]; dqkv[to + ${E}u + c] = dv[c]; }`,
    });
    const given = [dy, qkv, weights];
    gpu.run(`attention back queries ${key}`, queries, [dqkv, slopes, ...given], threads);
    gpu.run(`attention back keys ${key}`, keys, [dqkv, ...given, slopes], threads);
    gpu.free(slopes);
    return [dqkv];
  },
});

const keyOf = ({ images, tokens, heads, size }: Shape) => `${images} ${tokens} ${heads} ${size}`;

/** WGSL of a thread's place: its token t, and the start of its image and head in rows of 3E, Q, and in rows of E, Y.
 *  */
function placeOf({ tokens: T, heads }: Shape, W: number): string {
  const E = heads * W;
  return `let t = id % ${T}u; let h = id / ${T}u % ${heads}u; let n = id / ${T * heads}u;
  let Q = n * ${3 * T * E}u + h * ${W}u; let Y = n * ${T * E}u + h * ${W}u;`;
}
