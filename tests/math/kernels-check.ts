import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { adamwUpdate, follow } from '../../src/math/adamw.ts';
import { BATCH_NORM_EPS, batchNorm, batchNormFixed } from '../../src/math/batch-norm.ts';
import { blockConsistency } from '../../src/math/block-consistency.ts';
import { conv3x3Stride2 } from '../../src/math/conv.ts';
import { crossEntropy } from '../../src/math/cross-entropy.ts';
import { normaliseRows } from '../../src/math/sphere.ts';

/** A named op against the same arithmetic in plain, taped TF.js ops: outputs and gradients. */
export interface KernelCheck {
  readonly name: string;
  /** Outputs and gradients of the op, and of the plain form. */
  readonly run: () => { ours: tf.Tensor[]; plain: tf.Tensor[] };
}

function normals(shape: number[], seed: number): tf.Tensor {
  const source = random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => source.normal()),
    shape,
  );
}

const gelu = (u: tf.Tensor) => tf.mul(tf.mul(0.5, u), tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2))));

function plainBatchNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, withGelu: boolean): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  const mean = tf.mean(x, axes);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
  const u = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, BATCH_NORM_EPS))), gamma), beta);
  return withGelu ? gelu(u) : u;
}

/** Value and gradients of Σ w ∘ f(xs), w fixed and random, so that every output element counts. */
function valueAndGrads(f: (...xs: tf.Tensor[]) => tf.Tensor, xs: tf.Tensor[]): tf.Tensor[] {
  const y = f(...xs);
  const w = normals(y.shape, 99);
  const grads = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(f(...args), w)))(xs);
  return [y, ...grads];
}

function batchNormCheck(shape: number[], withGelu: boolean): KernelCheck {
  return {
    name: `batchNorm [${shape}]${withGelu ? ' with GELU' : ''}`,
    run: () => {
      const C = shape[shape.length - 1];
      const xs = [tf.mul(normals(shape, 1), 3), normals([C], 2), normals([C], 3)];
      return {
        ours: valueAndGrads((x, g, b) => batchNorm(x, g, b, withGelu).y, xs),
        plain: valueAndGrads((x, g, b) => plainBatchNorm(x, g, b, withGelu), xs),
      };
    },
  };
}

const fixedNorm: KernelCheck = {
  name: 'batchNormFixed',
  run: () => {
    const [x, gamma, beta, mean] = [normals([7, 5], 1), normals([5], 2), normals([5], 3), normals([5], 4)];
    const variance = tf.square(normals([5], 5));
    const u = tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, BATCH_NORM_EPS))), gamma), beta);
    return { ours: [batchNormFixed(x, gamma, beta, mean, variance, true)], plain: [gelu(u)] };
  },
};

const rows: KernelCheck = {
  name: 'normaliseRows',
  run: () => {
    const x = normals([9, 6], 1);
    const plain = (t: tf.Tensor) => tf.div(t, tf.sqrt(tf.sum(tf.square(t), 1, true)));
    return {
      ours: valueAndGrads((t) => normaliseRows(t as tf.Tensor2D), [x]),
      plain: valueAndGrads(plain, [x]),
    };
  },
};

const entropy: KernelCheck = {
  name: 'crossEntropy, rows that sum to more than one',
  run: () => {
    const q = tf.mul(tf.softmax(normals([8, 11], 1)), 3) as tf.Tensor2D;
    const s = tf.mul(normals([8, 11], 2), 2);
    const plain = (t: tf.Tensor) => tf.neg(tf.sum(tf.mul(q, tf.logSoftmax(tf.div(t, 0.3)))));
    return {
      ours: valueAndGrads((t) => crossEntropy(q, t as tf.Tensor2D, 0.3), [s]),
      plain: valueAndGrads(plain, [s]),
    };
  },
};

const blocks: KernelCheck = {
  name: 'blockConsistency',
  run: () => {
    const [R, K, N] = [6, 12, 4];
    const student = normals([R, K], 1);
    const teacher = normals([R, K], 2) as tf.Tensor2D;
    const order = random(5).permutation(K);
    // the permutation as a matrix product, since the gradient of gather is missing on wasm
    const permute = tf.transpose(tf.oneHot(tf.tensor1d(order, 'int32'), K));
    const softmax = (t: tf.Tensor) =>
      tf.softmax(tf.reshape(tf.matMul(t as tf.Tensor2D, permute as tf.Tensor2D), [R, K / N, N]));
    const q = softmax(teacher);
    const swapped = tf.concat([tf.slice(q, [R / 2, 0, 0]), tf.slice(q, [0, 0, 0], [R / 2, K / N, N])], 0);
    const plain = (t: tf.Tensor) => {
      const p = softmax(t);
      const consistency = tf.neg(tf.mean(tf.log(tf.sum(tf.mul(p, swapped), 2))));
      const mean = tf.div(tf.add(tf.mean(p, 0), tf.mean(q, 0)), 2);
      return tf.add(consistency, tf.add(Math.log(N), tf.div(tf.sum(tf.mul(mean, tf.log(mean))), K / N)));
    };
    return {
      ours: valueAndGrads((t) => blockConsistency(t as tf.Tensor2D, teacher, order, N).loss, [student]),
      plain: valueAndGrads(plain, [student]),
    };
  },
};

const optimiser: KernelCheck = {
  name: 'adamwUpdate and follow',
  run: () => {
    const [p, m, g] = [normals([4, 3], 1), normals([4, 3], 2), tf.mul(normals([4, 3], 3), 5)];
    const v = tf.square(normals([4, 3], 4));
    const settings = { lr: 0.01, decay: 0.1, beta1: 0.9, beta2: 0.99, eps: 1e-8, clip: 1, count: 3 };
    const clipped = tf.mul(g, tf.minimum(1, tf.div(1, tf.add(tf.norm(g), 1e-6))));
    const mean = tf.add(tf.mul(m, 0.9), tf.mul(clipped, 0.1));
    const square = tf.add(tf.mul(v, 0.99), tf.mul(tf.square(clipped), 0.01));
    const hat = tf.div(mean, 1 - 0.9 ** 3);
    const spread = tf.add(tf.sqrt(tf.div(square, 1 - 0.99 ** 3)), 1e-8);
    const next = tf.sub(tf.mul(p, 1 - 0.001), tf.mul(0.01, tf.div(hat, spread)));
    return {
      ours: [...adamwUpdate(p, m, v, g, settings), follow(p, g, 0.7)],
      plain: [next, mean, square, tf.add(tf.mul(p, 0.7), tf.mul(g, 0.3))],
    };
  },
};

/** Convolution as a product of hand-cut patches, padded by one pixel. */
function plainConv(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor {
  const [N, H, W, C] = x.shape;
  const [OH, OW] = [Math.ceil(H / 2), Math.ceil(W / 2)];
  const padded = tf.pad(x, [
    [0, 0],
    [1, 2],
    [1, 2],
    [0, 0],
  ]);
  const patches: tf.Tensor[] = [];
  for (let fy = 0; fy < 3; fy++)
    for (let fx = 0; fx < 3; fx++) {
      const cut = tf.slice(padded, [0, fy, fx, 0], [N, 2 * OH, 2 * OW, C]);
      const pairs = tf.reshape(cut, [N * OH, 2, OW, 2 * C]);
      patches.push(tf.reshape(tf.slice(pairs, [0, 0, 0, 0], [N * OH, 1, OW, C]), [N * OH * OW, C]));
    }
  const flat = tf.concat(patches, 1) as tf.Tensor2D;
  const product = tf.matMul(flat, tf.reshape(kernel, [9 * C, -1]) as tf.Tensor2D);
  return tf.reshape(product, [N, OH, OW, kernel.shape[3]]);
}

function convCheck(side: number): KernelCheck {
  return {
    name: `conv3x3Stride2 on ${side} x ${side}`,
    run: () => {
      const xs = [normals([2, side, side, 3], 1), normals([3, 3, 3, 4], 2)];
      return {
        ours: valueAndGrads((x, k) => conv3x3Stride2(x as tf.Tensor4D, k as tf.Tensor4D), xs),
        plain: valueAndGrads((x, k) => plainConv(x as tf.Tensor4D, k as tf.Tensor4D), xs),
      };
    },
  };
}

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
  batchNormCheck([6, 5], false),
  batchNormCheck([6, 5], true),
  batchNormCheck([3, 4, 4, 2], true),
  fixedNorm,
  rows,
  entropy,
  blocks,
  optimiser,
  convCheck(8),
  convCheck(7),
  matMulCheck(true, false),
  matMulCheck(false, true),
  matMulCheck(true, true),
];

/** Largest difference over the check's tensors, each relative to its own largest magnitude. */
export async function kernelError(check: KernelCheck): Promise<number> {
  const { ours, plain } = tf.tidy(() => check.run());
  if (ours.length !== plain.length) throw new Error(`${ours.length} tensors against ${plain.length}`);
  let worst = 0;
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [await ours[i].data(), await plain[i].data()];
    if (a.length !== b.length) throw new Error(`${check.name}: ${a.length} numbers against ${b.length}`);
    let scale = 1e-6;
    for (const value of b) scale = Math.max(scale, Math.abs(value));
    for (let j = 0; j < b.length; j++) {
      const error = Math.abs(a[j] - b[j]) / scale;
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
    }
  }
  tf.dispose([ours, plain]);
  return worst;
}
