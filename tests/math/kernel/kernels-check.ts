import * as tf from '@tensorflow/tfjs';
import { toSphere, toSphereGrad } from '../../../src/math/rows/sphere.ts';
import { AUGMENT_CHECKS } from '../augment/augment-check.ts';
import { LAYER_CHECKS } from '../layers/layers-check.ts';
import { TOKENS_CHECKS } from '../layers/tokens-check.ts';
import { LOSS_CHECKS } from '../losses/losses-check.ts';
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
  ...LOSS_CHECKS,
  rows,
  matMulCheck(true, false),
  matMulCheck(false, true),
  matMulCheck(true, true),
];
