import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../kernel/rank.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { sinkhornKnopp } from '../losses/sinkhorn.ts';
import { scoreGrads, scores } from '../rows/scores.ts';

export interface ClusteringSettings {
  /** Temperatures of the targets and of the predictions. */
  readonly targetTemp: number;
  readonly predTemp: number;
  readonly iterations: number;
  /** Rows of an image: each place is balanced by itself. */
  readonly positions: number;
}

export interface Clustering {
  /** Of each row, [N P, K]. */
  readonly assignments: tf.Tensor2D;
  /** Of each row, [N P]: they add up to the loss. */
  readonly losses: tf.Tensor1D;
  /** The loss's gradient to the prototypes, [K, D]. */
  readonly slope: tf.Tensor2D;
}

/**
 * CAPI's online clustering (Darcet et al. 2025, OnlineClustering with positionwise_sk): of unit rows x [N P, D], image by
 * image, against prototypes [K, D] as they are. Targets are Sinkhorn-Knopp assignments of the scores over targetTemp,
 * place by place; the loss is the mean cross-entropy of softmax(scores / predTemp) to them.
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

/** Sinkhorn-Knopp assignments of scores [N P, K], image by image, each of the P places balanced by itself. */
export function sinkhornByPosition(
  logits: tf.Tensor2D,
  epsilon: number,
  iterations: number,
  positions: number,
): tf.Tensor2D {
  if (positions === 1) return sinkhornKnopp(logits, epsilon, iterations);
  const [rows, K] = logits.shape;
  const images = rows / positions;
  const turned = (x: tf.Tensor2D, a: number, b: number): tf.Tensor2D =>
    tf.reshape(tf.transpose(tf.reshape(x, [a, b, K]), [1, 0, 2]), [rows, K]);
  const byPlace = turned(logits, images, positions);
  return turned(sinkhornKnopp(byPlace, epsilon, iterations, positions), positions, images);
}

/** Prototypes with Adam's moments and the updates so far (a scalar). A plain type, so that tf.tidy can walk it. */
export type Clusters = {
  readonly prototypes: tf.Tensor2D;
  readonly m: tf.Tensor2D;
  readonly v: tf.Tensor2D;
  readonly count: tf.Scalar;
};

const [BETA1, BETA2, EPS] = [0.9, 0.95, 1e-8];

/** One step of Adam (Kingma & Ba 2015) on the clustering's own loss, outside the encoder's. */
export function clusteringStep(
  x: tf.Tensor2D,
  { prototypes, m, v, count }: Clusters,
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
    const moved: tf.Tensor2D = tf.sub(prototypes, tf.mul(lr, tf.div(hat, spread)));
    return { prototypes: moved, m: mean, v: square, count: next };
  });
}
