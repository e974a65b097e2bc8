import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Program } from '../webgpu/gpu.ts';

/** The winners of an assignment and its mean, from which usage is measured. */
export interface Assignment {
  /** The prototype with the largest share of each row, int32 [R]. */
  readonly winners: tf.Tensor1D;
  /** Mean share of each prototype, [K]. */
  readonly mean: tf.Tensor1D;
}

/** The assignment of shares [R, K], whose rows sum to one. */
export function assignment(shares: tf.Tensor2D): Assignment {
  return assign(shares, false);
}

/** The assignment of softmax(scores / temperature) for scores [R, K], without computing the shares. */
export function softAssignment(scores: tf.Tensor2D, temperature: number): Assignment {
  return assign(scores, true, 1 / temperature);
}

function assign(x: tf.Tensor2D, soft: boolean, inverse = 1): Assignment {
  const [winners, mean] = assignmentKernel({ x }, { soft, inverse });
  return { winners, mean };
}

const assignmentKernel = defineKernel<
  { readonly x: tf.Tensor2D },
  { readonly soft: boolean; readonly inverse: number },
  [winners: tf.Tensor1D, mean: tf.Tensor1D]
>('Assignment', {
  composed: ({ x }, { soft, inverse }) => {
    const shares = soft ? tf.softmax(tf.mul(x, inverse)) : x;
    return [tf.argMax(shares, 1), tf.mean(shares, 0)];
  },
  webgpu: ({ x }, { soft, inverse }, gpu) => {
    const [rows, K] = x.shape;
    const winners = gpu.output([rows], 'int32');
    const mean = gpu.output([K]);
    if (!soft) {
      gpu.run(`assignment ${rows} ${K}`, () => hard(rows, K), [winners, mean, x], rows + K);
      return [winners, mean];
    }
    const logTotals = gpu.output([rows]);
    const key = `${rows} ${K}`;
    gpu.run(`winners ${key}`, () => rowWinners(rows, K), [winners, logTotals, x], rows, [inverse]);
    gpu.run(`shares ${key}`, () => columnShares(rows, K), [mean, x, logTotals], K, [inverse]);
    gpu.free(logTotals);
    return [winners, mean];
  },
});

/** Winners and mean of shares. The first threads have one row each, the others one column. */
function hard(rows: number, K: number): Program {
  return {
    outputs: { winners: 'i32', mean: 'f32' },
    inputs: { x: 'f32' },
    workgroup: 16,
    each: ['id', rows + K],
    body: `  if (id < ${rows}u) {
    ${largest('id', K)}
    winners[id] = i32(best);
    return;
  }
  let k = id - ${rows}u;
  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += x[r * ${K}u + k]; }
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

const largest = (row: string, K: number) => `let base = ${row} * ${K}u;
  var best = 0u; var top = x[base];
  for (var k = 1u; k < ${K}u; k++) { if (x[base + k] > top) { top = x[base + k]; best = k; } }`;

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
