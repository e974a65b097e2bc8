import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** The clamp of the official code: torch.finfo(float32).eps. */
const EPS = 1.1920929e-7;

export interface BlockConsistency {
  readonly consistency: tf.Scalar;
  readonly klToUniform: tf.Scalar;
  /** Gradient of their sum to the student's scores, [2B, K]. */
  readonly slope: tf.Tensor2D;
}

/**
 * CARP's loss over random blocks of prototypes (Silva & Ramírez Rivera 2023), from the scores [2B, K] of student and
 * teacher, one view after the other. `order` [K] lists the prototypes block by block, `blockSize` in each. Scores are
 * divided by `temperature`, which is 1 in CARP. With p, q the softmaxes within a block, o(r) the other view of row r,
 * and p̄ the mean of all p and q,
 *   consistency = mean_{r,b} -log <p_rb, q_o(r)b>,   klToUniform = mean_b (log blockSize + Σ_k p̄ log p̄).
 */
export function blockConsistency(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  order: Int32Array,
  blockSize: number,
  temperature: number,
): BlockConsistency {
  const inverse = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) inverse[order[i]] = i;
  const [consistency, klToUniform, slope] = blockConsistencyKernel(
    { student, teacher, order: tf.tensor1d(order, 'int32'), inverse: tf.tensor1d(inverse, 'int32') },
    { blockSize, scale: 1 / temperature },
  );
  return { consistency, klToUniform, slope };
}

const blockConsistencyKernel = defineKernel<
  {
    readonly student: tf.Tensor2D;
    readonly teacher: tf.Tensor2D;
    readonly order: tf.Tensor1D;
    readonly inverse: tf.Tensor1D;
  },
  { readonly blockSize: number; readonly scale: number },
  [consistency: tf.Scalar, klToUniform: tf.Scalar, slope: tf.Tensor2D]
>('BlockConsistency', {
  composed: ({ student, teacher, order, inverse }, { blockSize, scale }) => {
    const [rows, K] = student.shape;
    const blocks = K / blockSize;
    const softmax = (scores: tf.Tensor) => {
      const ordered = tf.gather(tf.mul(scores, scale), order, 1);
      return tf.softmax(tf.reshape(ordered, [rows, blocks, blockSize]));
    };
    const p = softmax(student);
    const q = softmax(teacher);
    const half = rows / 2;
    const other = tf.concat(
      [tf.slice(q, [half, 0, 0]), tf.slice(q, [0, 0, 0], [half, blocks, blockSize])],
      0,
    );
    const match = tf.sum(tf.mul(p, other), 2, true);
    const clamped = tf.clipByValue(match, EPS, 1 - EPS);
    const consistency = tf.neg(tf.mean(tf.log(clamped)));
    const mean = tf.div(tf.add(tf.mean(p, 0), tf.mean(q, 0)), 2);
    const logMean = tf.log(tf.maximum(mean, EPS));
    const kl = tf.add(Math.log(blockSize), tf.div(tf.sum(tf.mul(mean, logMean)), blocks));
    const inside = tf.cast(tf.equal(match, clamped), 'float32');
    const dMatch = tf.mul(tf.div(tf.mul(other, inside), clamped), -1 / (rows * blocks));
    const dp = tf.add(dMatch, tf.mul(tf.add(logMean, 1), 1 / (2 * rows * blocks)));
    const ds = tf.mul(scale, tf.mul(p, tf.sub(dp, tf.sum(tf.mul(p, dp), 2, true))));
    const slope = tf.gather(tf.reshape(ds, [rows, K]), inverse, 1);
    return [consistency, kl, slope];
  },
  wasm: ({ student, teacher, order }, { blockSize, scale }, heap) => {
    const [rows, K] = student.shape;
    const outputs = [heap.output([]), heap.output([])];
    const slope = heap.output([rows, K]);
    const { kernels, at } = heap;
    const terms = heap.scratch(16 + kernels.blockScratch(rows, K));
    kernels.blockConsistency(
      at(student),
      at(teacher),
      at(order),
      rows,
      K,
      blockSize,
      scale,
      terms,
      at(slope),
      terms + 16,
    );
    const values = heap.doubles(terms, 2);
    outputs.forEach((output, i) => {
      heap.view(output)[0] = values[i];
    });
    return [...outputs, slope];
  },
  webgpu: ({ student, teacher, order }, { blockSize: size, scale }, gpu) => {
    const [rows, K] = student.shape;
    const blocks = K / size;
    const [p, q] = [gpu.output([rows, K]), gpu.output([rows, K])];
    const given = [student, teacher, order];
    const key = `${rows} ${K} ${size}`;
    const softmaxes = () => blockSoftmax(rows, K, size);
    gpu.run(`block softmax ${key}`, softmaxes, [p, q, ...given], rows * blocks, [scale]);
    const logs = gpu.output([K]);
    gpu.run(`block mean ${key}`, () => blockMean(rows, K), [logs, p, q], K);
    const slope = gpu.output([rows, K]);
    const matches = gpu.output([rows * blocks]);
    const tensors = [slope, matches, p, q, logs, order];
    gpu.run(`block match ${key}`, () => blockMatch(rows, K, size), tensors, rows * blocks, [scale]);
    const terms = gpu.outputs([[], []]);
    gpu.run(`block terms ${key}`, () => blockTerms(rows, K, size, terms.at), [terms.all, matches, logs], 64);
    for (const tensor of [p, q, logs, matches]) gpu.free(tensor);
    return [...terms.views, slope];
  },
});

/** Softmaxes of student and teacher within blocks, in the order of blocks. Each thread has one row and one block. */
function blockSoftmax(rows: number, K: number, size: number): Program {
  const blocks = K / size;
  const one = (scores: string, out: string) => `{
    var top = ${scores}[row * ${K}u + u32(order[first])];
    for (var k = 1u; k < ${size}u; k++) { top = max(top, ${scores}[row * ${K}u + u32(order[first + k])]); }
    var total = 0.0;
    for (var k = 0u; k < ${size}u; k++) { let e = exp((${scores}[row * ${K}u + u32(order[first + k])] - top) * params.inverse); ${out}[row * ${K}u + first + k] = e; total += e; }
    for (var k = 0u; k < ${size}u; k++) { ${out}[row * ${K}u + first + k] /= total; }
  }`;
  return {
    outputs: { p: 'f32', q: 'f32' },
    inputs: { student: 'f32', teacher: 'f32', order: 'i32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['id', rows * blocks],
    body: `  let row = id / ${blocks}u; let first = id % ${blocks}u * ${size}u;
  ${one('student', 'p')}
  ${one('teacher', 'q')}`,
  };
}

/** log p̄ in the order of blocks. Each thread has one prototype. */
function blockMean(rows: number, K: number): Program {
  return {
    outputs: { logs: 'f32' },
    inputs: { p: 'f32', q: 'f32' },
    workgroup: 64,
    each: ['k', K],
    body: `  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += p[r * ${K}u + k] + q[r * ${K}u + k]; }
  logs[k] = log(max(s * ${1 / (2 * rows)}, ${EPS}));`,
  };
}

/** -log <p, q of the other view> of each row and block, and the gradient in the prototypes' own order. */
function blockMatch(rows: number, K: number, size: number): Program {
  const blocks = K / size;
  const spread = 1 / (2 * rows * blocks);
  return {
    outputs: { slope: 'f32', matches: 'f32' },
    inputs: { p: 'f32', q: 'f32', logs: 'f32', order: 'i32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['id', rows * blocks],
    body: `  let row = id / ${blocks}u; let first = id % ${blocks}u * ${size}u;
  let mine = row * ${K}u + first; let theirs = (row + ${rows / 2}u) % ${rows}u * ${K}u + first;
  var fit = 0.0;
  for (var k = 0u; k < ${size}u; k++) { fit = fma(p[mine + k], q[theirs + k], fit); }
  let clamped = clamp(fit, ${EPS}, ${1 - EPS});
  matches[id] = -log(clamped);
  let pull = select(0.0, ${-1 / (rows * blocks)} / clamped, clamped == fit);
  var mean = 0.0;
  for (var k = 0u; k < ${size}u; k++) { mean = fma(p[mine + k], pull * q[theirs + k] + ${spread} * (logs[first + k] + 1.0), mean); }
  for (var k = 0u; k < ${size}u; k++) {
    let dp = pull * q[theirs + k] + ${spread} * (logs[first + k] + 1.0);
    slope[row * ${K}u + u32(order[first + k])] = p[mine + k] * (dp - mean) * params.inverse;
  }`,
  };
}

/** The two terms of the loss. Each thread sums a share, then one thread adds the shares up. */
function blockTerms(rows: number, K: number, size: number, at: readonly number[]): Program {
  const blocks = K / size;
  return {
    outputs: { terms: 'f32' },
    inputs: { matches: 'f32', logs: 'f32' },
    workgroup: 64,
    functions: 'var<workgroup> shares: array<vec2f, 64>;',
    body: `  var s = vec2f();
  for (var i = lane; i < ${rows * blocks}u; i += 64u) { s.x += matches[i]; }
  for (var k = lane; k < ${K}u; k += 64u) { s.y += exp(logs[k]) * logs[k]; }
  shares[lane] = s;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var sum = vec2f();
  for (var i = 0u; i < 64u; i++) { sum += shares[i]; }
  terms[${at[0]}u] = sum.x * ${1 / (rows * blocks)};
  terms[${at[1]}u] = ${Math.log(size)} + sum.y * ${1 / blocks};`,
  };
}
