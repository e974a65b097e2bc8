import * as tf from '@tensorflow/tfjs';
import { defineGradient, defineKernel, runKernel } from './kernel.ts';

/** float32 machine epsilon: the clamp of the official code, torch.finfo(float32).eps. */
const EPS = 1.1920929e-7;

export interface BlockConsistency {
  /** consistency + klToUniform; differentiable in the student scores only. */
  readonly loss: tf.Scalar;
  readonly consistency: tf.Scalar;
  readonly klToUniform: tf.Scalar;
}

/**
 * CARP's loss over random blocks of prototypes (Silva & Ramírez Rivera 2023). Student and teacher scores
 * [2B, K], crop-major; `order` [K] int32 lists the prototypes block by block, `blockSize` to a block.
 * p, q are softmaxes within a block; with o(r) the other view of row r and p̄ the mean of all p and q,
 *   consistency = mean_{r,b} -log <p_rb, q_o(r)b>,   klToUniform = mean_b (log blockSize + Σ_k p̄ log p̄).
 */
export function blockConsistency(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  order: Int32Array,
  blockSize: number,
): BlockConsistency {
  const inverse = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) inverse[order[i] as number] = i;
  const outputs = runKernel(
    'BlockConsistency',
    { student, teacher, order: tf.tensor1d(order, 'int32'), inverse: tf.tensor1d(inverse, 'int32') },
    { blockSize },
  );
  return { loss: outputs[0], consistency: outputs[1], klToUniform: outputs[2] } as BlockConsistency;
}

defineKernel('BlockConsistency', {
  composed: ({ student, teacher, order, inverse }, attributes) => {
    const blockSize = attributes.blockSize as number;
    const [rows, K] = (student as tf.Tensor2D).shape;
    const blocks = K / blockSize;
    const softmax = (scores: tf.Tensor) =>
      tf.softmax(tf.reshape(tf.gather(scores, order as tf.Tensor1D, 1), [rows, blocks, blockSize]));
    const p = softmax(student as tf.Tensor);
    const q = softmax(teacher as tf.Tensor);
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
    const ds = tf.mul(p, tf.sub(dp, tf.sum(tf.mul(p, dp), 2, true)));
    const slope = tf.gather(tf.reshape(ds, [rows, K]), inverse as tf.Tensor1D, 1);
    return [tf.add(consistency, kl), consistency, kl, slope];
  },
  wasm: ({ student, teacher, order }, attributes, heap) => {
    const [rows, K] = (student as tf.Tensor2D).shape;
    const outputs = [heap.output([]), heap.output([]), heap.output([])];
    const slope = heap.output([rows, K]);
    const { kernels, at } = heap;
    const terms = heap.scratch(16 + kernels.blockScratch(rows, K));
    kernels.blockConsistency(
      at(student),
      at(teacher),
      at(order),
      rows,
      K,
      attributes.blockSize as number,
      terms,
      at(slope),
      terms + 16,
    );
    const [consistency, kl] = Array.from(heap.doubles(terms, 2));
    [consistency + kl, consistency, kl].forEach((value, i) => {
      heap.view(outputs[i] as tf.TensorInfo)[0] = value;
    });
    return [...outputs, slope];
  },
});

defineGradient(
  'BlockConsistency',
  { inputs: ['order'], outputs: [false, false, false, true] },
  ([dy], [order, slope]) => ({
    student: () => tf.mul(dy as tf.Tensor, slope as tf.Tensor),
    teacher: () => tf.zerosLike(slope as tf.Tensor),
    order: () => tf.zerosLike(order as tf.Tensor),
    inverse: () => tf.zerosLike(order as tf.Tensor),
  }),
);
