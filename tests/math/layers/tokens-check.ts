import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../../../src/math/kernel/rank.ts';
import { attention, attentionGrad } from '../../../src/math/layers/attention.ts';
import { gelu, geluGrad } from '../../../src/math/layers/gelu.ts';
import { LAYER_NORM_EPS, layerNorm, layerNormGrads } from '../../../src/math/layers/layer-norm.ts';
import { patches } from '../../../src/math/layers/patches.ts';
import { type Part, split, splitGrad } from '../../../src/math/layers/split.ts';
import { tokens, tokensGrads } from '../../../src/math/layers/tokens.ts';
import { type KernelCheck, normals, summed } from '../kernel/kernel-check.ts';
import { layerCheck } from './layers-check.ts';

// The layers of a vision transformer, as layers-check.ts does it.

function layerNormCheck(rows: number, E: number, groups: number): KernelCheck {
  return layerCheck({
    name: `layerNorm ${rows} x ${E}`,
    groups,
    shared: false,
    inputShape: [rows, E],
    weightShapes: [[E], [E]],
    plain: (x, gamma, beta) => {
      const centred = tf.sub(x, tf.mean(x, 1, true));
      const variance = tf.mean(tf.square(centred), 1, true);
      const hat = tf.div(centred, tf.sqrt(tf.add(variance, LAYER_NORM_EPS)));
      return tf.add(tf.mul(hat, gamma as tf.Tensor), beta as tf.Tensor);
    },
    ours: (given, weights) => {
      const x = given as tf.Tensor2D;
      const affine = weights.map(([gamma, beta]) => ({ gamma: gamma as tf.Tensor, beta: beta as tf.Tensor }));
      const { y, moments } = layerNorm(x, affine);
      return {
        y,
        back: (dy) => {
          const gamma = weights.at(-1)?.[0] as tf.Tensor;
          const grads = layerNormGrads(dy as tf.Tensor2D, x, moments, gamma);
          return [grads.gamma, grads.beta, grads.x];
        },
      };
    },
  });
}

function geluCheck(rows: number, width: number, groups: number): KernelCheck {
  return layerCheck({
    name: `gelu ${rows} x ${width}`,
    groups,
    shared: false,
    inputShape: [rows, width],
    weightShapes: [],
    plain: (u) => tf.mul(tf.mul(0.5, u), tf.add(1, tf.erf(tf.mul(u, Math.SQRT1_2)))),
    ours: (input) => {
      const x = ofRank(input, 2);
      return { y: gelu(x), back: (dy) => [geluGrad(ofRank(dy, 2), x)] };
    },
  });
}

/** Attention by head from rank-2 products alone, whose gradients every backend has. */
function plainAttention(
  qkv: tf.Tensor,
  images: number,
  T: number,
  heads: number,
  size: number,
  unseen?: tf.Tensor,
): tf.Tensor {
  const E = heads * size;
  const rows: tf.Tensor[] = [];
  for (let n = 0; n < images; n++) {
    const columns: tf.Tensor[] = [];
    for (let h = 0; h < heads; h++) {
      const [q, k, v] = [0, 1, 2].map(
        (part) => tf.slice(qkv, [n * T, part * E + h * size], [T, size]) as tf.Tensor2D,
      ) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
      const dots = tf.div(tf.matMul(q, k, false, true), Math.sqrt(size));
      const hidden = unseen && tf.pad(tf.slice(unseen, [n * (T - 1)], [T - 1]), [[1, 0]]);
      const scores = hidden ? tf.sub(dots, tf.mul(1e9, hidden)) : dots;
      columns.push(tf.matMul(tf.softmax(scores) as tf.Tensor2D, v));
    }
    rows.push(tf.concat(columns, 1));
  }
  return tf.concat(rows, 0);
}

function attentionCheck(
  [images, T, heads, size]: readonly [number, number, number, number],
  groups: number,
): KernelCheck {
  return layerCheck({
    name: `attention of ${images} x ${T} tokens, ${heads} heads of ${size}`,
    groups,
    shared: false,
    inputShape: [images * T, 3 * heads * size],
    weightShapes: [],
    plain: (qkv) => plainAttention(qkv, images, T, heads, size),
    ours: (given) => {
      const qkv = given as tf.Tensor2D;
      const { y, weights } = attention(qkv, T, heads);
      return { y, back: (dy) => [attentionGrad(dy as tf.Tensor2D, qkv, weights)] };
    },
  });
}

/** Attention where the student does not see every third patch; the teacher beside it sees all. */
function hiddenAttentionCheck(
  [images, T, heads, size]: readonly [number, number, number, number],
  groups: number,
): KernelCheck {
  return {
    name: `attention of ${images} x ${T} tokens, ${heads} heads of ${size}, ${groups} stacked, some hidden`,
    run: () => {
      const unseen = maskOf(images * (T - 1));
      const own = Array.from({ length: groups }, (_, g) => normals([images * T, 3 * heads * size], 30 + g));
      const qkv = tf.concat(own, 0) as tf.Tensor2D;
      const { y, weights } = attention(qkv, T, heads, unseen);
      const dy = normals([images * T, heads * size], 40) as tf.Tensor2D;
      const plain = (x: tf.Tensor, hides: boolean) =>
        plainAttention(x, images, T, heads, size, hides ? unseen : undefined);
      const slope = tf.grad((x) => tf.sum(tf.mul(plain(x, true), dy)))(own.at(-1) as tf.Tensor);
      return {
        ours: [y, attentionGrad(dy, qkv, weights)],
        plain: [
          tf.concat(
            own.map((x, g) => plain(x, g === groups - 1)),
            0,
          ),
          slope,
        ],
      };
    },
  };
}

const farAttention: KernelCheck = {
  name: 'attention with scores beyond the range of the exponential',
  run: () => {
    const qkv = tf.mul(normals([5, 24], 1), 30) as tf.Tensor2D;
    const { y, weights } = attention(qkv, 5, 2);
    return {
      ours: [y, tf.sum(weights, 3)],
      plain: [plainAttention(qkv, 1, 5, 2, 4), tf.ones([1, 2, 5])],
    };
  },
};

function patchesCheck([N, H, W, C]: [number, number, number, number], size: number): KernelCheck {
  return {
    name: `patches of ${size} from ${N} x ${H} x ${W} x ${C}`,
    run: () => {
      const images = normals([N, H, W, C], 1) as tf.Tensor4D;
      const rows: tf.Tensor[] = [];
      for (let n = 0; n < N; n++)
        for (let y = 0; y < H; y += size)
          for (let x = 0; x < W; x += size)
            rows.push(tf.reshape(tf.slice(images, [n, y, x, 0], [1, size, size, C]), [1, -1]));
      return { ours: [patches(images, size)], plain: [tf.concat(rows, 0)] };
    },
  };
}

/** The student's patches that are masked in a check: every third. */
const maskOf = (count: number) =>
  tf.tensor1d(Float32Array.from({ length: count }, (_, i) => (i % 3 === 1 ? 1 : 0)));

function tokensCheck([images, P, E]: [number, number, number], groups: number, masked: boolean): KernelCheck {
  return {
    name: `tokens of ${images} x ${P} x ${E}, ${groups} stacked${masked ? ', masked for the student' : ''}`,
    run: () => {
      const T = P + 1;
      const mask = maskOf(images * P);
      const own = Array.from({ length: groups }, (_, g) => normals([images * P, E], 10 + g));
      const sets = Array.from({ length: groups }, (_, g) =>
        [[E], [T, E], [E]].map((shape, i) => normals(shape, 20 + 10 * g + i)),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor][];
      const plain =
        (hides: boolean) =>
        (x: tf.Tensor, cls: tf.Tensor, positions: tf.Tensor, token: tf.Tensor): tf.Tensor => {
          const column = tf.reshape(mask, [-1, 1]);
          const row = tf.reshape(token, [1, E]);
          const seen = hides
            ? tf.add(tf.mul(x, tf.sub(1, column)), tf.mul(column, row))
            : tf.add(x, tf.mul(row, 0));
          const rows: tf.Tensor[] = [];
          for (let n = 0; n < images; n++) {
            const image = tf.concat([tf.reshape(cls, [1, E]), tf.slice(seen, [n * P, 0], [P, E])], 0);
            rows.push(tf.add(image, positions));
          }
          return tf.concat(rows, 0);
        };
      const embeddings = sets.map(([cls, positions]) => ({ cls, positions }));
      const token = (sets.at(-1) as (typeof sets)[0])[2];
      const x = tf.concat(own, 0) as tf.Tensor2D;
      const y = tokens(x, embeddings, masked ? { mask, token } : undefined);
      const expected = own.map((rows, g) =>
        plain(masked && g === groups - 1)(rows, ...(sets[g] as (typeof sets)[0])),
      );
      const dy = normals([images * T, E], 99) as tf.Tensor2D;
      const grads = tokensGrads(dy, T, masked ? mask : undefined);
      const student = plain(masked);
      const [dx, dcls, dpositions, dtoken] = tf.grads((...xs: tf.Tensor[]) =>
        tf.sum(tf.mul(student(...(xs as Parameters<typeof student>)), dy)),
      )([own.at(-1) as tf.Tensor, ...(sets.at(-1) as tf.Tensor[])]) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      return {
        ours: [y, grads.x, grads.cls, grads.positions, ...(grads.token ? [summed(grads.token, 1)] : [])],
        plain: [tf.concat(expected, 0), dx, dcls, dpositions, ...(masked ? [dtoken] : [])],
      };
    },
  };
}

function splitCheck(part: Part): KernelCheck {
  return layerCheck({
    name: `split, ${part}`,
    groups: 1,
    shared: false,
    inputShape: [12, 6],
    weightShapes: [],
    plain: (x) => {
      const images = [0, 1, 2].map((n) =>
        part === 'cls' ? tf.slice(x, [4 * n, 0], [1, 6]) : tf.slice(x, [4 * n + 1, 0], [3, 6]),
      );
      return tf.concat(images, 0);
    },
    ours: (x) => ({
      y: split(x as tf.Tensor2D, 4, part),
      back: (dy) => [splitGrad(dy as tf.Tensor2D, 4, part)],
    }),
  });
}

export const TOKENS_CHECKS: readonly KernelCheck[] = [
  layerNormCheck(5, 6, 1),
  layerNormCheck(7, 5, 2),
  layerNormCheck(70, 16, 2),
  geluCheck(5, 7, 1),
  geluCheck(6, 8, 2),
  attentionCheck([2, 5, 2, 3], 1),
  attentionCheck([3, 8, 2, 4], 2),
  attentionCheck([2, 17, 3, 16], 2),
  attentionCheck([1, 3, 1, 12], 2),
  farAttention,
  hiddenAttentionCheck([2, 5, 2, 3], 1),
  hiddenAttentionCheck([3, 8, 2, 4], 2),
  hiddenAttentionCheck([2, 17, 3, 16], 2),
  patchesCheck([2, 6, 4, 3], 2),
  patchesCheck([2, 14, 14, 1], 7),
  tokensCheck([3, 4, 6], 1, false),
  tokensCheck([2, 4, 64], 2, false),
  tokensCheck([3, 5, 6], 1, true),
  tokensCheck([4, 4, 8], 2, true),
  splitCheck('cls'),
  splitCheck('patches'),
];
