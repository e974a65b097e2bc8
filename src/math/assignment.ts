import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from './kernel.ts';
import type { Program } from './webgpu/gpu.ts';

/** Who won, and how the mass was spread: all that usage is measured from. */
export interface Assignment {
  /** Prototype of the largest share of each row, int32 [R]. */
  readonly winners: tf.Tensor1D;
  /** Mean share of each prototype, [K]. */
  readonly mean: tf.Tensor1D;
}

/** Of shares [R, K], rows summing to one. */
export function assignment(shares: tf.Tensor2D): Assignment {
  return assign(shares, false);
}

/** Of softmax rows of scores [R, K] over a temperature: the shares never exist. */
export function softAssignment(scores: tf.Tensor2D, temperature: number): Assignment {
  return assign(scores, true, 1 / temperature);
}

function assign(x: tf.Tensor2D, soft: boolean, inverse = 1): Assignment {
  const [winners, mean] = runKernel('Assignment', { x }, { soft, inverse });
  return { winners, mean } as Assignment;
}

defineKernel('Assignment', {
  composed: ({ x }, { soft, inverse }) => {
    const given = x as tf.Tensor2D;
    const shares = soft ? tf.softmax(tf.mul(given, inverse as number) as tf.Tensor2D) : given;
    return [tf.argMax(shares, 1), tf.mean(shares, 0)];
  },
  webgpu: ({ x }, { soft, inverse }, gpu) => {
    const [rows, K] = (x as tf.Tensor2D).shape;
    const winners = gpu.output([rows], 'int32');
    const logTotals = gpu.output([rows]);
    const mean = gpu.output([K]);
    const key = `${rows} ${K} ${soft}`;
    const found = () => rowWinners(rows, K, soft === true);
    gpu.run(`winners ${key}`, found, [winners, logTotals, x as tf.Tensor], rows, [inverse as number]);
    gpu.run(
      `shares ${key}`,
      () => columnShares(rows, K, soft === true),
      [mean, x as tf.Tensor, logTotals],
      K,
      [inverse as number],
    );
    gpu.free(logTotals);
    return [winners, mean];
  },
});

/** The largest of each row, and the logarithm of its softmax total: a thread a row. */
function rowWinners(rows: number, K: number, soft: boolean): Program {
  return {
    outputs: { winners: 'i32', totals: 'f32' },
    inputs: { x: 'f32' },
    params: ['inverse'],
    workgroup: 16,
    each: ['row', rows],
    body: `  let base = row * ${K}u;
  var best = 0u; var top = x[base];
  for (var k = 1u; k < ${K}u; k++) { if (x[base + k] > top) { top = x[base + k]; best = k; } }
  winners[row] = i32(best);
  var total = 0.0 * params.inverse;
  ${soft ? `for (var k = 0u; k < ${K}u; k++) { total += exp((x[base + k] - top) * params.inverse); }` : ''}
  totals[row] = ${soft ? 'top * params.inverse + log(total)' : 'total'};`,
  };
}

/** The mean share of each prototype: a thread a column. */
function columnShares(rows: number, K: number, soft: boolean): Program {
  return {
    outputs: { mean: 'f32' },
    inputs: { x: 'f32', totals: 'f32' },
    params: ['inverse'],
    workgroup: 64,
    each: ['k', K],
    body: `  var s = 0.0 * params.inverse;
  for (var r = 0u; r < ${rows}u; r++) { s += ${soft ? `exp(x[r * ${K}u + k] * params.inverse - totals[r])` : `x[r * ${K}u + k] + totals[r]`}; }
  mean[k] = s * ${1 / rows};`,
  };
}
