import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** The choice of the teacher's rows among prototypes, from which usage is measured. A type alias, because tf.tidy takes no
 *  interface. */
export type Assignment = {
  /** The prototype with the largest raw score of each row, int32 [R]. */
  readonly winners: tf.Tensor1D;
  /** The prototype with the largest share of each row after balancing or centring, int32 [R]. */
  readonly balanced: tf.Tensor1D;
  /** Mean share of each prototype, [K]. */
  readonly mean: tf.Tensor1D;
};

/** The assignment of shares [R, K], whose rows sum to one, made from scores [R, K]. */
export function assignment(shares: tf.Tensor2D, scores: tf.Tensor2D): Assignment {
  const [winners, balanced, mean] = balancedKernel({ shares, scores }, {});
  return { winners, balanced, mean };
}

/** The assignment of softmax(scores / temperature) for scores [R, K], without computing the shares. A softmax keeps
 *  the order of the scores, so that both winners are the same. */
export function softAssignment(scores: tf.Tensor2D, temperature: number): Assignment {
  const [winners, mean] = softKernel({ x: scores }, { inverse: 1 / temperature });
  return { winners, balanced: tf.clone(winners), mean };
}

/** The prototype with the largest raw score of each row, int32 [R], of scores [R, K]. */
export function winnersOf(scores: tf.Tensor2D): tf.Tensor1D {
  return winnersKernel({ x: scores }, {})[0];
}

const winnersKernel = defineKernel<
  { readonly x: tf.Tensor2D },
  Readonly<Record<string, never>>,
  [winners: tf.Tensor1D]
>('Winners', {
  composed: ({ x }) => [tf.argMax(x, 1)],
  webgpu: ({ x }, _, gpu) => {
    const [rows, K] = x.shape;
    const winners = gpu.output([rows], 'int32');
    gpu.run(`raw winners ${rows} ${K}`, () => rawWinners(rows, K), [winners, x], rows);
    return [winners];
  },
});

const balancedKernel = defineKernel<
  { readonly shares: tf.Tensor2D; readonly scores: tf.Tensor2D },
  Readonly<Record<string, never>>,
  [winners: tf.Tensor1D, balanced: tf.Tensor1D, mean: tf.Tensor1D]
>('Assignment', {
  composed: ({ shares, scores }) => [tf.argMax(scores, 1), tf.argMax(shares, 1), tf.mean(shares, 0)],
  webgpu: ({ shares, scores }, _, gpu) => {
    const [rows, K] = shares.shape;
    const winners = gpu.output([rows], 'int32');
    const balanced = gpu.output([rows], 'int32');
    const mean = gpu.output([K]);
    const tensors = [winners, balanced, mean, scores, shares];
    gpu.run(`assignment ${rows} ${K}`, () => hard(rows, K), tensors, 2 * rows + K);
    return [winners, balanced, mean];
  },
});

const softKernel = defineKernel<
  { readonly x: tf.Tensor2D },
  { readonly inverse: number },
  [winners: tf.Tensor1D, mean: tf.Tensor1D]
>('SoftAssignment', {
  composed: ({ x }, { inverse }) => [tf.argMax(x, 1), tf.mean(tf.softmax(tf.mul(x, inverse)), 0)],
  webgpu: ({ x }, { inverse }, gpu) => {
    const [rows, K] = x.shape;
    const winners = gpu.output([rows], 'int32');
    const mean = gpu.output([K]);
    const logTotals = gpu.output([rows]);
    const key = `${rows} ${K}`;
    gpu.run(`winners ${key}`, () => rowWinners(rows, K), [winners, logTotals, x], rows, [inverse]);
    gpu.run(`shares ${key}`, () => columnShares(rows, K), [mean, x, logTotals], K, [inverse]);
    gpu.free(logTotals);
    return [winners, mean];
  },
});

/** Winners of scores and of shares, and the mean of shares. The first threads have one row each, the others one
 *  column. */
function hard(rows: number, K: number): Program {
  return {
    outputs: { winners: 'i32', balanced: 'i32', mean: 'f32' },
    inputs: { x: 'f32', shares: 'f32' },
    workgroup: 16,
    each: ['id', 2 * rows + K],
    body: `  if (id < ${rows}u) {
    ${largest('id', K)}
    winners[id] = i32(best);
    return;
  }
  if (id < ${2 * rows}u) {
    let row = id - ${rows}u;
    ${largest('row', K, 'shares')}
    balanced[row] = i32(best);
    return;
  }
  let k = id - ${2 * rows}u;
  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += shares[r * ${K}u + k]; }
  mean[k] = s * ${1 / rows};`,
  };
}

/** The winner of each row of scores, and the logarithm of its softmax's total. Each thread has one row. */
function rowWinners(rows: number, K: number): Program {
  return {
    outputs: { winners: 'i32', totals: 'f32' },
    inputs: { x: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  ${largest('row', K)}
  winners[row] = i32(best);
  var total = 0.0;
  for (var k = 0u; k < ${K}u; k++) { total += exp((x[base + k] - top) * params.inverse); }
  totals[row] = top * params.inverse + log(total);`,
  };
}

/** The winner of each row of scores. Each thread has one row. */
function rawWinners(rows: number, K: number): Program {
  return {
    outputs: { winners: 'i32' },
    inputs: { x: 'f32' },
    workgroup: 16,
    each: ['row', rows],
    body: `  ${largest('row', K)}
  winners[row] = i32(best);`,
  };
}

const largest = (row: string, K: number, x = 'x') => `let base = ${row} * ${K}u;
  var best = 0u; var top = ${x}[base];
  for (var k = 1u; k < ${K}u; k++) { if (${x}[base + k] > top) { top = ${x}[base + k]; best = k; } }`;

/** The mean share of each prototype. Each thread has one column. */
function columnShares(rows: number, K: number): Program {
  return {
    outputs: { mean: 'f32' },
    inputs: { x: 'f32', totals: 'f32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['k', K],
    body: `  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += exp(x[r * ${K}u + k] * params.inverse - totals[r]); }
  mean[k] = s * ${1 / rows};`,
  };
}
