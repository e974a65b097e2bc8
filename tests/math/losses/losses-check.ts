import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';
import { ofRank } from '../../../src/math/kernel/rank.ts';
import { assignment, softAssignment, winnersOf } from '../../../src/math/losses/assignment.ts';
import { blockConsistency } from '../../../src/math/losses/block-consistency.ts';
import { centredSoftmax, nextCenter } from '../../../src/math/losses/centring.ts';
import { crossEntropy } from '../../../src/math/losses/cross-entropy.ts';
import { koleo } from '../../../src/math/losses/koleo.ts';
import { sumOfOtherViews } from '../../../src/math/losses/other-views.ts';
import { sinkhornByPosition, sinkhornKnopp } from '../../../src/math/losses/sinkhorn.ts';
import { type KernelCheck, normals } from '../kernel/kernel-check.ts';

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

const matrix = (rows: number, columns: number, seed: number) => ofRank(normals([rows, columns], seed), 2);

/** The published loop, without logarithms: columns and rows are divided in turn by their sums, to which `eps` is
 *  added. */
function plainSinkhorn(start: tf.Tensor, iterations: number, eps: number): tf.Tensor {
  let Q = start;
  for (let i = 0; i < iterations; i++) {
    Q = tf.div(Q, tf.add(tf.sum(Q, 0, true), eps));
    Q = tf.div(Q, tf.add(tf.sum(Q, 1, true), eps));
  }
  return Q;
}

function sinkhornCheck(views: number, iterations: number): KernelCheck {
  return {
    name: `sinkhornKnopp, ${views} views, ${iterations} iterations`,
    run: () => {
      const scores = matrix(6 * views, 7, 1);
      const parts = tf
        .split<tf.Tensor2D>(scores, views, 0)
        .map((own) => plainSinkhorn(tf.exp(tf.div(own, 0.5)), iterations, 0));
      return { ours: [sinkhornKnopp(scores, 0.5, iterations, views)], plain: [tf.concat(parts, 0)] };
    },
  };
}

/** Some images are so far from every prototype that their sums fall below CAPI's eps. */
function positionsCheck(positions: number, iterations: number): KernelCheck {
  return {
    name: `sinkhornByPosition, ${positions} positions, ${iterations} iterations`,
    run: () => {
      const [B, K] = [6, 7];
      const far = tf.tensor2d(Array.from({ length: B * positions }, (_, row) => [row % 4 === 0 ? -30 : 0]));
      const scores: tf.Tensor2D = tf.add(matrix(B * positions, K, 1), far);
      const places = tf.unstack(tf.reshape(scores, [B, positions, K]), 1).map((own) => {
        const logits = tf.div(own, 0.5);
        const start = tf.exp(tf.add(tf.sub(logits, tf.max(logits, 0, true)), 50));
        return plainSinkhorn(start, iterations, 1e-8);
      });
      return {
        ours: [sinkhornByPosition(scores, 0.5, iterations, positions)],
        plain: [tf.reshape(tf.stack(places, 1), [B * positions, K])],
      };
    },
  };
}

const centring: KernelCheck = {
  name: 'centredSoftmax and nextCenter',
  run: () => {
    const [scores, center] = [matrix(9, 7, 1), matrix(1, 7, 2)];
    return {
      ours: [centredSoftmax(scores, center, 0.1), nextCenter(scores, center, 0.9)],
      plain: [
        tf.softmax(tf.mul(tf.sub(scores, center), 10)),
        tf.add(tf.mul(0.9, center), tf.mul(0.1, tf.mean(scores, 0, true))),
      ],
    };
  },
};

const assignments: KernelCheck = {
  name: 'assignment of shares and of scores',
  run: () => {
    const scores = matrix(9, 70, 1);
    const shares: tf.Tensor2D = tf.softmax(tf.div(scores, 0.3));
    const others = matrix(9, 70, 2);
    const best = (x: tf.Tensor) => tf.cast(tf.argMax(x, 1), 'float32');
    const all = [assignment(shares, others), softAssignment(scores, 0.3)];
    const ours = all.flatMap(({ winners, balanced, mean }) => [
      ...[winners, balanced].map((x) => tf.cast(x, 'float32')),
      mean,
    ]);
    const mean = tf.mean(shares, 0);
    return {
      ours: [...ours, tf.cast(winnersOf(others), 'float32')],
      plain: [best(others), best(scores), mean, best(scores), best(scores), mean, best(others)],
    };
  },
};

function otherViewsCheck(globals: number, crops: number): KernelCheck {
  return {
    name: `sumOfOtherViews, ${globals} global views of ${crops}`,
    run: () => {
      const q = matrix(3 * globals, 5, 1);
      const others = tf.tensor2d(
        Array.from({ length: crops }, (_, b) => Array.from({ length: globals }, (_, a) => (a === b ? 0 : 1))),
      );
      const sums = tf.matMul(others, tf.reshape(q, [globals, 15]));
      return { ours: [sumOfOtherViews(q, globals, crops)], plain: [tf.reshape(sums, [3 * crops, 5])] };
    },
  };
}

const spread: KernelCheck = {
  name: 'koleo',
  run: () => {
    const x = matrix(6, 4, 1);
    const unit = (t: tf.Tensor) => tf.div(t, tf.norm(t, 2, 1, true));
    const dots = tf.sub(tf.matMul(unit(x), unit(x), false, true), tf.mul(9, tf.eye(6)));
    // the neighbours as a matrix product, since the gradient of gather is missing on wasm
    const neighbours = tf.cast(tf.oneHot(tf.argMax(dots, 1), 6), 'float32');
    const plain = (t: tf.Tensor) => {
      const gap = tf.sub(unit(t), tf.matMul(neighbours, unit(t)));
      return tf.neg(tf.mean(tf.log(tf.sqrt(tf.sum(tf.square(gap), 1)))));
    };
    const { loss, slope } = koleo(x);
    return { ours: [loss, slope], plain: [plain(x), tf.grad(plain)(x)] };
  },
};

export const LOSS_CHECKS: readonly KernelCheck[] = [
  entropy,
  blocks,
  sinkhornCheck(1, 1),
  sinkhornCheck(2, 3),
  positionsCheck(1, 1),
  positionsCheck(2, 3),
  centring,
  assignments,
  otherViewsCheck(2, 2),
  otherViewsCheck(2, 5),
  otherViewsCheck(3, 4),
  spread,
];
