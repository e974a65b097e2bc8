import * as tf from '@tensorflow/tfjs';
import { oneHot } from '../rows/one-hot.ts';
import { ALIGNMENT, type Layout } from './pack.ts';

/** Settings of one segment of a pack in this step. */
export interface Rate {
  /** Learning rate by the schedule. */
  readonly lr: number;
  readonly decay: number;
}

/** PyTorch's default momentum of running statistics. */
export const RUNNING_MOMENTUM = 0.1;

/** One row for each segment, [S, 4]: learning rate, decay, 1 for a running statistic, 1 for a matrix. */
export function rateTable({ segments }: Layout, rates: readonly Rate[]): tf.Tensor2D {
  const table = new Float32Array(4 * segments.length);
  segments.forEach(({ kind, shape }, i) => {
    const { lr, decay } = rates[i];
    table.set([lr, decay, kind === 'running' ? 1 : 0, shape.length > 1 ? 1 : 0], 4 * i);
  });
  return tf.tensor2d(table, [segments.length, 4]);
}

/** Rows of 64 floats of a section, [N/64, 64]. */
export const runsOf = (section: tf.Tensor, blocks: tf.Tensor1D): tf.Tensor2D =>
  tf.reshape(section, [blocks.size, ALIGNMENT]);

/** Columns of a rate table for each run: learning rate, decay, running, matrix, [N/64, 1] each. */
export function ratesOfRuns(
  table: tf.Tensor2D,
  blocks: tf.Tensor1D,
): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const rows = tf.gather(table, blocks);
  const column = (at: number) => tf.slice(rows, [0, at], [blocks.size, 1]);
  return [column(0), column(1), column(2), column(3)];
}

/** L2 norm in x [N/64, 64] of each run's segment, [N/64, 1]. */
export function segmentNorms(x: tf.Tensor2D, blocks: tf.Tensor1D, segments: number): tf.Tensor {
  const squares = tf.matMul(oneHot(blocks, segments), tf.sum(tf.square(x), 1, true), true, false);
  return tf.gather(tf.sqrt(squares), blocks);
}

/** x [N/64, 64] with each segment's L2 norm at most `clip`. 0 turns clipping off. */
export function clipped(x: tf.Tensor2D, blocks: tf.Tensor1D, segments: number, clip: number): tf.Tensor2D {
  if (clip <= 0) return x;
  const scale = tf.minimum(1, tf.div(clip, tf.add(segmentNorms(x, blocks, segments), 1e-6)));
  return tf.mul(x, scale);
}
