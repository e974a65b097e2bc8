import * as tf from '@tensorflow/tfjs';
import { average, averageGrad } from '../../../src/math/layers/average.ts';
import {
  BATCH_NORM_EPS,
  batchNorm,
  batchNormFixed,
  batchNormGrads,
} from '../../../src/math/layers/batch-norm.ts';
import { conv3x3Stride2, convGrads } from '../../../src/math/layers/conv.ts';
import { dense, denseGrads } from '../../../src/math/layers/dense.ts';
import { scoreGrads, scores } from '../../../src/math/rows/scores.ts';
import { rowsOf } from '../../../src/math/update/pack.ts';
import { type KernelCheck, normals, summed } from '../kernel/kernel-check.ts';

// Each layer, with teacher and student stacked, against plain taped TF.js ops run for each by itself. The
// teacher's weights differ from the student's, and only the student's gradients are asked for.

/** A layer to check; `plain` is one network's. */
export interface Case {
  readonly name: string;
  readonly groups: number;
  readonly shared: boolean;
  readonly inputShape: readonly number[];
  readonly weightShapes: readonly (readonly number[])[];
  plain(x: tf.Tensor, ...weights: tf.Tensor[]): tf.Tensor;
  /** Stacked outputs, and a way from the student's slope to gradients of the weights, then of x. */
  ours(x: tf.Tensor, weights: readonly tf.Tensor[][]): { y: tf.Tensor; back(dy: tf.Tensor): tf.Tensor[] };
}

export function layerCheck(layer: Case): KernelCheck {
  const { name, groups, shared } = layer;
  return {
    name: `${name}, ${groups === 1 ? 'one network' : `two stacked${shared ? ' on shared rows' : ''}`}`,
    run: () => {
      const own = Array.from({ length: shared ? 1 : groups }, (_, g) =>
        tf.mul(normals([...layer.inputShape], 10 + g), g + 1.5),
      );
      const weights = Array.from({ length: groups }, (_, g) =>
        layer.weightShapes.map((shape, i) => normals([...shape], 20 + 10 * g + i)),
      );
      const { y, back } = layer.ours(own.length === 1 ? (own[0] as tf.Tensor) : tf.concat(own, 0), weights);
      const expected = weights.map((set, g) => layer.plain(own[shared ? 0 : g] as tf.Tensor, ...set));
      const dy = normals([...(expected[0] as tf.Tensor).shape], 99);
      const student = groups - 1;
      const f = (x: tf.Tensor, ...set: tf.Tensor[]) => tf.sum(tf.mul(layer.plain(x, ...set), dy));
      const [dx, ...dw] = tf.grads(f)([
        own[shared ? 0 : student] as tf.Tensor,
        ...(weights[student] as tf.Tensor[]),
      ]);
      const gradients = back(dy);
      return {
        ours: [y, ...gradients],
        plain: [tf.concat(expected, 0), ...dw, dx as tf.Tensor].slice(0, 1 + gradients.length),
      };
    },
  };
}

const gelu = (u: tf.Tensor) => tf.mul(tf.mul(0.5, u), tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2))));

function plainBatchNorm(x: tf.Tensor, affine: readonly tf.Tensor[], withGelu: boolean): tf.Tensor {
  const axes = x.shape.slice(0, -1).map((_, i) => i);
  const mean = tf.mean(x, axes);
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
  const hat = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, BATCH_NORM_EPS)));
  const u = affine.length > 0 ? tf.add(tf.mul(hat, affine[0] as tf.Tensor), affine[1] as tf.Tensor) : hat;
  return withGelu ? gelu(u) : u;
}

function batchNormCheck(shape: number[], groups: number, affine: boolean, withGelu: boolean): KernelCheck {
  const C = shape[shape.length - 1] as number;
  return layerCheck({
    name: `batchNorm [${shape}]${affine ? '' : ' without scale and shift'}${withGelu ? ' with GELU' : ''}`,
    groups,
    shared: false,
    inputShape: shape,
    weightShapes: affine ? [[C], [C]] : [],
    plain: (x, ...set) => plainBatchNorm(x, set, withGelu),
    ours: (x, weights) => {
      const affines = affine
        ? weights.map(([gamma, beta]) => ({ gamma: gamma as tf.Tensor, beta: beta as tf.Tensor }))
        : undefined;
      const out = batchNorm(x, groups, affines, withGelu);
      return {
        y: out.y,
        back: (dy) => {
          const grads = batchNormGrads(dy, x, out, groups, affines?.at(-1), withGelu);
          return [...(grads.gamma && grads.beta ? [grads.gamma, grads.beta] : []), grads.x];
        },
      };
    },
  });
}

function fixedNormCheck(affine: boolean): KernelCheck {
  return {
    name: `batchNormFixed${affine ? '' : ' without scale and shift'}`,
    run: () => {
      const [x, gamma, beta, mean] = [normals([7, 5], 1), normals([5], 2), normals([5], 3), normals([5], 4)];
      const variance = tf.square(normals([5], 5));
      const hat = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, BATCH_NORM_EPS)));
      const u = affine ? tf.add(tf.mul(hat, gamma), beta) : hat;
      return {
        ours: [batchNormFixed(x, affine ? { gamma, beta } : undefined, mean, variance, affine)],
        plain: [affine ? gelu(u) : u],
      };
    },
  };
}

function denseCheck(
  [rows, size, out]: readonly [number, number, number],
  groups: number,
  shared: boolean,
  bias: boolean,
): KernelCheck {
  return layerCheck({
    name: `dense ${rows} x ${size} x ${out}${bias ? ' with bias' : ''}`,
    groups,
    shared,
    inputShape: [rows, size],
    weightShapes: [[size, out], ...(bias ? [[out]] : [])],
    plain: (x, w, b) => {
      const product = tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D);
      return b ? tf.add(product, b) : product;
    },
    ours: (x, weights) => {
      const kernels = weights.map(([w]) => w as tf.Tensor);
      const biases = bias ? weights.map(([, b]) => b as tf.Tensor) : undefined;
      return {
        y: dense(x as tf.Tensor2D, kernels, biases, shared),
        back: (dy) => {
          const kernel = kernels.at(-1) as tf.Tensor;
          const grads = denseGrads(
            dy as tf.Tensor2D,
            x as tf.Tensor2D,
            kernel,
            { groups, shared },
            bias,
            !shared,
          );
          return [
            summed(grads.kernel, 2),
            ...(grads.bias ? [tf.sum(grads.bias, 0)] : []),
            ...(grads.x ? [grads.x] : []),
          ];
        },
      };
    },
  });
}

function residualCheck([rows, size, out]: readonly [number, number, number], bias: boolean): KernelCheck {
  return {
    name: `dense ${rows} x ${size} x ${out} on a residual${bias ? ' with bias' : ''}`,
    run: () => {
      const [x, residual] = [normals([2 * rows, size], 1), normals([2 * rows, out], 2)] as tf.Tensor2D[];
      const kernels = [normals([size, out], 3), normals([size, out], 4)];
      const biases = [normals([out], 5), normals([out], 6)];
      const plain = [0, 1].map((g) => {
        const part = (t: tf.Tensor2D) => tf.slice(t, [g * rows, 0], [rows, t.shape[1]]);
        const product = tf.matMul(part(x as tf.Tensor2D), kernels[g] as tf.Tensor2D);
        const sum = tf.add(product, part(residual as tf.Tensor2D));
        return bias ? tf.add(sum, biases[g] as tf.Tensor) : sum;
      });
      return {
        ours: [dense(x as tf.Tensor2D, kernels, bias ? biases : undefined, false, residual)],
        plain: [tf.concat(plain, 0)],
      };
    },
  };
}

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

function convCheck(
  [side, channels, filters]: readonly [number, number, number],
  groups: number,
  shared: boolean,
): KernelCheck {
  return layerCheck({
    name: `conv3x3Stride2 on ${side} x ${side} x ${channels} to ${filters}`,
    groups,
    shared,
    inputShape: [2, side, side, channels],
    weightShapes: [[3, 3, channels, filters]],
    plain: (x, kernel) => plainConv(x as tf.Tensor4D, kernel as tf.Tensor4D),
    ours: (x, weights) => {
      const kernels = weights.map(([w]) => w as tf.Tensor);
      return {
        y: conv3x3Stride2(x as tf.Tensor4D, kernels, shared),
        back: (dy) => {
          const kernel = kernels.at(-1) as tf.Tensor;
          const grads = convGrads(dy as tf.Tensor4D, x as tf.Tensor4D, kernel, { groups, shared }, !shared);
          return [summed(grads.kernel, 4), ...(grads.x ? [grads.x] : [])];
        },
      };
    },
  });
}

const averageCheck = layerCheck({
  name: 'average',
  groups: 1,
  shared: false,
  inputShape: [3, 4, 2, 5],
  weightShapes: [],
  plain: (x) => tf.mean(x, [1, 2]),
  ours: (x) => ({
    y: average(x as tf.Tensor4D),
    back: (dy) => [averageGrad(dy as tf.Tensor2D, 4, 2)],
  }),
});

function scoresCheck(groups: number, weightNorm: boolean, [rows, K, D] = [6, 10, 8]): KernelCheck {
  const sphere = (x: tf.Tensor) => tf.div(x, tf.sqrt(tf.sum(tf.square(x), 1, true)));
  return layerCheck({
    name: `scores ${rows} x ${K} x ${D}${weightNorm ? ', unit prototypes' : ''}`,
    groups,
    shared: false,
    inputShape: [rows as number, D as number],
    weightShapes: [[K as number, D as number]],
    plain: (z, c) =>
      tf.matMul(z as tf.Tensor2D, (weightNorm ? sphere(c as tf.Tensor) : c) as tf.Tensor2D, false, true),
    ours: (z, weights) => {
      const prototypes = weights.map(([c]) => c as tf.Tensor);
      return {
        y: scores(z as tf.Tensor2D, prototypes, groups, weightNorm),
        back: (ds) => {
          const student = prototypes.at(-1) as tf.Tensor;
          const grads = scoreGrads(ds as tf.Tensor2D, z as tf.Tensor2D, student, groups, weightNorm, true);
          return [...(grads.prototypes ? [grads.prototypes] : []), grads.z];
        },
      };
    },
  });
}

const sharedPrototypes: KernelCheck = {
  name: 'scores of two stacked networks against one set of prototypes',
  run: () => {
    const z = normals([8, 6], 1) as tf.Tensor2D;
    const c = normals([5, 6], 2) as tf.Tensor2D;
    const ds = normals([4, 5], 3) as tf.Tensor2D;
    const grads = scoreGrads(ds, z, c, 2, false, false);
    return {
      ours: [scores(z, [c], 2, false), grads.z],
      plain: [tf.matMul(z, c, false, true), tf.matMul(ds, c)],
    };
  },
};

const rowsCheck: KernelCheck = {
  name: 'rowsOf',
  run: () => {
    const x = normals([6, 64], 1) as tf.Tensor2D;
    const odd = normals([6, 5], 2) as tf.Tensor2D;
    return {
      ours: [rowsOf(x, 2, 6), tf.mul(rowsOf(x, 0, 2), 2), rowsOf(odd, 3, 6)],
      plain: [
        tf.slice(x, [2, 0], [4, 64]),
        tf.mul(tf.slice(x, [0, 0], [2, 64]), 2),
        tf.slice(odd, [3, 0], [3, 5]),
      ],
    };
  },
};

export const LAYER_CHECKS: readonly KernelCheck[] = [
  batchNormCheck([6, 5], 1, true, false),
  batchNormCheck([6, 5], 2, true, true),
  batchNormCheck([16, 16], 2, true, true),
  batchNormCheck([3, 4, 4, 2], 1, true, true),
  batchNormCheck([3, 4, 4, 8], 2, true, true),
  batchNormCheck([9, 12], 2, false, false),
  fixedNormCheck(true),
  fixedNormCheck(false),
  denseCheck([5, 4, 3], 1, false, false),
  denseCheck([8, 16, 24], 2, false, true),
  denseCheck([7, 9, 5], 2, false, true),
  denseCheck([8, 12, 16], 2, true, false),
  denseCheck([520, 8, 12], 2, false, true),
  denseCheck([600, 9, 4], 1, true, true),
  denseCheck([513, 20, 20], 2, false, false),
  residualCheck([8, 16, 24], true),
  residualCheck([7, 9, 5], true),
  residualCheck([8, 8, 8], false),
  convCheck([8, 3, 4], 1, false),
  convCheck([7, 4, 8], 2, false),
  convCheck([8, 1, 16], 2, true),
  convCheck([7, 1, 3], 2, true),
  averageCheck,
  scoresCheck(1, false),
  scoresCheck(2, true),
  scoresCheck(2, true, [8, 24, 16]),
  scoresCheck(2, false, [7, 9, 5]),
  sharedPrototypes,
  rowsCheck,
];
