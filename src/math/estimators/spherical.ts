import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../kernel/rank.ts';
import { oneHot } from '../rows/one-hot.ts';
import { normaliseRows } from '../rows/sphere.ts';

/** Statistics of an online spherical clustering. A type alias, because tf.tidy takes no interface. */
export type Spherical = {
  /** Decayed number of assignments, [K, 1]. */
  readonly s0: tf.Tensor2D;
  /** Decayed sum of assigned features, [K, D]. Its direction is the prototype. */
  readonly s1: tf.Tensor2D;
  /** Running mean of assignments in a step, [K, 1]. */
  readonly used: tf.Tensor2D;
  /** Steps since the start or the last restart, [K, 1]. */
  readonly age: tf.Tensor2D;
  /** Features of the previous step, [n, D], at which dead clusters restart. */
  readonly previous: tf.Tensor2D;
};

/** Share of an even load below which a cluster is dead; steps before it can be; most restarts in a step. */
const DEAD = 0.1;
const GRACE = 25;
export const RESTARTS = 16;
const WINDOW = 50;

/** Clusters of mass one at unit rows `initial` [K, D], for batches of `rows` features. */
export function sphericalAt(initial: tf.Tensor2D, rows: number): Spherical {
  return tf.tidy((): Spherical => {
    const [K, D] = initial.shape;
    return {
      s0: tf.ones([K, 1]),
      s1: tf.clone(initial),
      used: tf.fill([K, 1], rows / K),
      age: tf.zeros([K, 1]),
      previous: tf.zeros([rows, D]),
    };
  });
}

/**
 * One step of online spherical k-means on unit features h [n, D]: the limit of a von Mises-Fisher mixture with hard
 * assignments and equal weights (Banerjee et al. 2005; Zhong 2005), with the forgetting of Celaya & Agostini 2015:
 *   a_i = argmax_k <h_i, c_k>,  n_k = #{a_i = k},  λ_k = η^n_k,
 *   S0 ← λ S0 + n,  S1 ← λ S1 + Σ_{a_i = k} h_i,  c = S1/|S1|;  u ← u + (n - u)/50.
 * A cluster older than 25 steps with u < 0.1 n/K restarts at a feature of the previous batch, as codes of VQ-VAEs do.
 * The 16 least used restart in one step, at the rows `picks` [16].
 */
export function sphericalStep(
  features: tf.Tensor2D,
  state: Spherical,
  eta: number,
  picks: readonly number[],
): Spherical {
  return tf.tidy((): Spherical => {
    const [n] = features.shape;
    const [K] = state.s1.shape;
    const nearest: tf.Tensor1D = tf.argMax(tf.matMul(features, normaliseRows(state.s1), false, true), 1);
    const members = oneHot(nearest, K); // [n, K]
    const count = tf.reshape(tf.sum(members, 0), [K, 1]);
    const keep = tf.exp(tf.mul(Math.log(eta), count));
    const s0 = tf.add(tf.mul(keep, state.s0), count);
    const s1 = tf.add(tf.mul(keep, state.s1), tf.matMul(members, features, true, false));
    const used = tf.add(state.used, tf.div(tf.sub(count, state.used), WINDOW));
    const age = tf.add(state.age, 1);

    const load = n / K;
    const dead = tf.cast(tf.logicalAnd(tf.less(used, DEAD * load), tf.greater(age, GRACE)), 'float32');
    // The dead come first, the least used foremost; all live clusters come after them.
    const worst = tf.topk(tf.reshape(tf.sub(tf.mul(dead, 2 * load + 1), used), [K]), Math.min(RESTARTS, K));
    const chosen = oneHot(ofRank(worst.indices, 1), K); // [16, K]
    const places: tf.Tensor2D = tf.mul(chosen, tf.reshape(dead, [1, K]));
    const fresh = tf.gather(state.previous, tf.tensor1d(picks.slice(0, chosen.shape[0]), 'int32'));
    const restarts = tf.reshape(tf.sum(places, 0), [K, 1]);
    const stays = tf.sub(1, restarts);
    return {
      s0: tf.add(tf.mul(s0, stays), restarts),
      s1: tf.add(tf.mul(s1, stays), tf.matMul(places, fresh, true, false)),
      used: tf.add(tf.mul(used, stays), tf.mul(restarts, load)),
      age: tf.mul(age, stays),
      previous: tf.clone(features),
    };
  });
}
