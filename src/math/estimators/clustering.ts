import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../kernel/rank.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { sinkhornByPosition } from '../losses/sinkhorn.ts';
import { scoreGrads, scores } from '../rows/scores.ts';

export interface ClusteringSettings {
  /** Temperatures of the targets and of the predictions. */
  readonly targetTemp: number;
  readonly predTemp: number;
  readonly iterations: number;
  /** Rows of an image. Each position is balanced by itself. */
  readonly positions: number;
}

export interface Clustering {
  /** Targets of each row, [N P, K]. */
  readonly assignments: tf.Tensor2D;
  /** The loss of each row, [N P]. Their sum is the loss. */
  readonly losses: tf.Tensor1D;
  /** The loss's gradient to the prototypes, [K, D]. */
  readonly slope: tf.Tensor2D;
}

/**
 * CAPI's online clustering (OnlineClustering with positionwise_sk, Darcet et al. 2025) of unit rows x [N P, D], image
 * by image, by prototypes [K, D] of any norm. The targets are Sinkhorn-Knopp assignments of the scores at targetTemp,
 * each position by itself. The loss is the mean cross-entropy of softmax(scores / predTemp) with these targets.
 */
export function onlineClustering(
  x: tf.Tensor2D,
  prototypes: tf.Tensor2D,
  settings: ClusteringSettings,
): Clustering {
  const { targetTemp, predTemp, iterations, positions } = settings;
  const logits = scores(x, [prototypes], 1, false);
  const assignments = sinkhornByPosition(logits, targetTemp, iterations, positions);
  const { losses, slope } = crossEntropy(assignments, logits, predTemp, 1 / x.shape[0]);
  const grads = scoreGrads(slope, x, prototypes, 1, false, true);
  return { assignments, losses, slope: ofRank(grads.prototypes, 2) };
}

/** Prototypes, AdamW's moments, and the number of updates. A type alias, because tf.tidy takes no interface. */
export type Clusters = {
  readonly prototypes: tf.Tensor2D;
  /** The prototypes before the last update. Targets are made by these. */
  readonly before: tf.Tensor2D;
  readonly m: tf.Tensor2D;
  readonly v: tf.Tensor2D;
  readonly count: tf.Scalar;
};

const [BETA1, BETA2, EPS] = [0.9, 0.95, 1e-8];
/** PyTorch's default for AdamW, which CAPI's configuration leaves. */
const DECAY = 0.01;

/** Clusters at these rows [K, D]. */
export function clustersAt(rows: tf.Tensor2D): Clusters {
  return tf.tidy(() => {
    const zeros = () => tf.zerosLike(rows);
    return {
      prototypes: tf.clone(rows),
      before: tf.clone(rows),
      m: zeros(),
      v: zeros(),
      count: tf.scalar(0),
    };
  });
}

/** One step of AdamW (Loshchilov & Hutter 2019) on the clustering's own loss, which is no part of the encoder's. */
export function clusteringStep(
  x: tf.Tensor2D,
  { prototypes, m, v, count }: Omit<Clusters, 'before'>,
  settings: ClusteringSettings,
  lr: number,
): Clusters {
  return tf.tidy((): Clusters => {
    const { slope } = onlineClustering(x, prototypes, settings);
    const next: tf.Scalar = tf.add(count, 1);
    const mean: tf.Tensor2D = tf.add(tf.mul(m, BETA1), tf.mul(slope, 1 - BETA1));
    const square: tf.Tensor2D = tf.add(tf.mul(v, BETA2), tf.mul(tf.square(slope), 1 - BETA2));
    const hat = tf.div(mean, tf.sub(1, tf.pow(BETA1, next)));
    const spread = tf.add(tf.sqrt(tf.div(square, tf.sub(1, tf.pow(BETA2, next)))), EPS);
    const kept = tf.mul(prototypes, 1 - lr * DECAY);
    const moved: tf.Tensor2D = tf.sub(kept, tf.mul(lr, tf.div(hat, spread)));
    return { prototypes: moved, before: tf.clone(prototypes), m: mean, v: square, count: next };
  });
}
