import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';
import { blockConsistency } from '../../../src/math/losses/block-consistency.ts';
import { crossEntropy } from '../../../src/math/losses/cross-entropy.ts';
import { toSphere, toSphereGrad } from '../../../src/math/rows/sphere.ts';
import { AUGMENT_CHECKS } from '../augment/augment-check.ts';
import { LAYER_CHECKS } from '../layers/layers-check.ts';
import { TOKENS_CHECKS } from '../layers/tokens-check.ts';
import { COVER_CHECKS } from '../rows/cover-check.ts';
import { PACK_CHECKS } from '../update/pack-check.ts';
import { type KernelCheck, normals } from './kernel-check.ts';

const rows: KernelCheck = {
  name: 'toSphere',
  run: () => {
    const x = normals([9, 6], 1) as tf.Tensor2D;
    const dy = normals([9, 6], 99) as tf.Tensor2D;
    const plain = (t: tf.Tensor) => tf.div(t, tf.sqrt(tf.sum(tf.square(t), 1, true)));
    const ours = toSphere(x);
    return {
      ours: [ours.y, toSphereGrad(dy, ours)],
      plain: [plain(x), tf.grad((t) => tf.sum(tf.mul(plain(t), dy)))(x)],
    };
  },
};

const entropy: KernelCheck = {
  name: 'crossEntropy with rows that sum to more than one',
  run: () => {
    const q = tf.mul(tf.softmax(normals([8, 11], 1)), 3) as tf.Tensor2D;
    const s = tf.mul(normals([8, 11], 2), 2) as tf.Tensor2D;
    const plain = (t: tf.Tensor) => tf.neg(tf.sum(tf.mul(q, tf.logSoftmax(tf.div(t, 0.3))), 1));
    const { losses, slope } = crossEntropy(q, s, 0.3, 0.25);
    return {
      ours: [losses, slope],
      plain: [tf.mul(plain(s), 0.25), tf.mul(tf.grad((t) => tf.sum(plain(t)))(s), 0.25)],
    };
  },
};

const blocks: KernelCheck = {
  name: 'blockConsistency',
  run: () => {
    const [R, K, N] = [6, 12, 4];
    const student = normals([R, K], 1) as tf.Tensor2D;
    const teacher = normals([R, K], 2) as tf.Tensor2D;
    const order = random(5).permutation(K);
    // the permutation as a matrix product, since the gradient of gather is missing on wasm
    const permute = tf.transpose(tf.oneHot(tf.tensor1d(order, 'int32'), K));
    const softmax = (t: tf.Tensor) =>
      tf.softmax(tf.div(tf.reshape(tf.matMul(t as tf.Tensor2D, permute as tf.Tensor2D), [R, K / N, N]), 0.5));
    const q = softmax(teacher);
    const swapped = tf.concat([tf.slice(q, [R / 2, 0, 0]), tf.slice(q, [0, 0, 0], [R / 2, K / N, N])], 0);
    const consistency = (p: tf.Tensor) => tf.neg(tf.mean(tf.log(tf.sum(tf.mul(p, swapped), 2))));
    const kl = (p: tf.Tensor) => {
      const mean = tf.div(tf.add(tf.mean(p, 0), tf.mean(q, 0)), 2);
      return tf.add(Math.log(N), tf.div(tf.sum(tf.mul(mean, tf.log(mean))), K / N));
    };
    const total = (t: tf.Tensor) => tf.add(consistency(softmax(t)), kl(softmax(t)));
    const ours = blockConsistency(student, teacher, order, N, 0.5);
    return {
      ours: [ours.consistency, ours.klToUniform, ours.slope],
      plain: [consistency(softmax(student)), kl(softmax(student)), tf.grad(total)(student)],
    };
  },
};

function matMulCheck(transposeA: boolean, transposeB: boolean): KernelCheck {
  return {
    name: `matMul${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`,
    run: () => {
      const a = normals(transposeA ? [4, 5] : [5, 4], 1) as tf.Tensor2D;
      const b = normals(transposeB ? [3, 4] : [4, 3], 2) as tf.Tensor2D;
      const left = tf.expandDims(transposeA ? tf.transpose(a) : a, 2);
      const right = tf.expandDims(transposeB ? tf.transpose(b) : b, 0);
      return {
        ours: [tf.matMul(a, b, transposeA, transposeB)],
        plain: [tf.sum(tf.mul(left, right), 1)],
      };
    },
  };
}

export const KERNEL_CHECKS: readonly KernelCheck[] = [
  ...LAYER_CHECKS,
  ...TOKENS_CHECKS,
  ...PACK_CHECKS,
  ...COVER_CHECKS,
  ...AUGMENT_CHECKS,
  rows,
  entropy,
  blocks,
  matMulCheck(true, false),
  matMulCheck(false, true),
  matMulCheck(true, true),
];
