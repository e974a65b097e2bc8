import * as tf from '@tensorflow/tfjs';
import { firstImages, type Images, type Split } from '../../base/images.ts';
import type { Measured } from '../../base/measures.ts';
import { random } from '../../base/random.ts';
import { scores } from '../../math/rows/scores.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { ImageClusters } from '../../metrics/image-clusters.ts';
import { knn } from '../../metrics/knn.ts';
import { plain } from '../../views/plain.ts';
import { embed } from '../lane/embedding.ts';
import type { Lane } from '../lane/lane.ts';
import { type EmbeddingNetwork, evaluating } from '../lane/network.ts';
import { prototypesOf, type State, teacherOf } from '../lane/state.ts';

/** The literature's k-NN: 20 neighbours at temperature 0.07 (Caron et al. 2021). */
const NEIGHBOURS = 20;
const KNN_TEMPERATURE = 0.07;
/** Images embedded and scored at once. */
export const CHUNK = 500;

/** The numbers of an evaluation. */
export type Evaluation = Measured<'evaluation'>;

/** The first `bank` training images of a split, or all if they are fewer, and test images in the same proportion. */
export function evaluationSplit({ train, test }: Split, bank: number): Split {
  const share = Math.min(1, bank / train.count);
  return {
    train: firstImages(train, Math.ceil(share * train.count)),
    test: firstImages(test, Math.ceil(share * test.count)),
  };
}

/** Lets commands in between two chunks of a long evaluation. */
export type Rest = () => Promise<void>;

/**
 * Measures k-NN accuracy of frozen encoder features, and the clusters in which each training image goes to the
 * prototype that scores its un-augmented embedding highest. Returns the occupied prototypes, and the unit embeddings
 * [kept, D] of the first `kept` training images as well.
 */
export async function evaluate(
  lane: Lane,
  state: State,
  split: Split,
  rest: Rest,
  kept = 0,
): Promise<{ evaluation: Evaluation; occupied: Uint8Array; embeddings: Float32Array }> {
  const prototypes = tf.tidy(() => prototypesOf(lane, state));
  const [K, D] = prototypes.shape;
  const assigned = new Int32Array(split.train.count);
  const embeddings = new Float32Array(kept * D);
  const meet: Meeting = async (embedded, from) => {
    const winners = tf.tidy(() => tf.argMax(scores(embedded, [prototypes], 1, lane.weightNorm), 1));
    assigned.set(await winners.data(), from);
    winners.dispose();
    if (from >= kept) return;
    const units = tf.tidy(() => normaliseRows(embedded));
    embeddings.set((await units.data<'float32'>()).subarray(0, (kept - from) * D), from * D);
    units.dispose();
  };
  const accuracy = await knnFeatures(lane, state, split, rest, meet);
  prototypes.dispose();
  const { labels, classes } = split.train;
  const clusters = new ImageClusters(assigned, labels, K, classes);
  return {
    evaluation: {
      knn: accuracy,
      purity: clusters.purity(),
      purityShuffled: clusters.purityByChance(random(0).fork('shuffled labels')),
      adjustedMutualInformation: clusters.adjustedMutualInformation(),
      occupied: clusters.occupied(),
      occupiedPerplexity: clusters.perplexity(),
    },
    occupied: clusters.members(),
    embeddings,
  };
}

/** Called with each chunk of the training images' embeddings [n, D], starting at image `from`. The tensor is disposed
 *  of afterwards. */
type Meeting = (embedded: tf.Tensor2D, from: number) => Promise<void>;

/** k-NN accuracy of frozen encoder features alone, by the weights that `weights` finds in a state. */
export async function knnFeatures(
  lane: Lane,
  state: State,
  split: Split,
  rest: Rest,
  meet?: Meeting,
  weights = teacherOf,
): Promise<number> {
  const train = await featuresOf(lane, state, split.train, rest, weights, meet);
  const test = await featuresOf(lane, state, split.test, rest, weights);
  const accuracy = await knnAccuracy(train, test, split, rest);
  tf.dispose([train, test]);
  return accuracy;
}

/** k-NN accuracy on raw pixels in 0..1. They are not shifted, so that a black background does not dominate the
 *  cosine. */
export async function knnRawPixels(split: Split, rest: Rest): Promise<number> {
  const rows = ({ pixels, count }: Images) =>
    tf.tidy(() => normaliseRows(tf.tensor2d(new Float32Array(pixels), [count, pixels.length / count])));
  const train = rows(split.train);
  const test = rows(split.test);
  const accuracy = await knnAccuracy(train, test, split, rest);
  tf.dispose([train, test]);
  return accuracy;
}

/** Unit features [N, F] of un-augmented images. */
async function featuresOf(
  lane: Lane,
  state: State,
  images: Images,
  rest: Rest,
  weights: typeof teacherOf,
  meet?: Meeting,
): Promise<tf.Tensor2D> {
  const { height, width, channels } = images;
  const chunks: tf.Tensor2D[] = [];
  for (let from = 0; from < images.count; from += CHUNK) {
    const to = Math.min(images.count, from + CHUNK);
    const [units, embedded] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D?] => {
      const net = evaluating(weights(lane, state));
      const x = tf.tensor4d(plain(images, from, to), [to - from, height, width, channels]);
      const features = lane.features(net, x);
      const units = normaliseRows(features);
      return meet ? [units, embeddingsOf(lane, state, net, features)] : [units];
    });
    chunks.push(units);
    if (embedded) await meet?.(embedded, from);
    embedded?.dispose();
    await rest();
  }
  const features = tf.concat2d(chunks, 0);
  tf.dispose(chunks);
  return features;
}

/** Teacher embeddings [to - from, D] of un-augmented images, as they meet the prototypes. Call inside tf.tidy. */
export function embedImages(lane: Lane, state: State, images: Images, from: number, to: number): tf.Tensor2D {
  const { height, width, channels } = images;
  const net = evaluating(teacherOf(lane, state));
  const x = tf.tensor4d(plain(images, from, to), [to - from, height, width, channels]);
  return embeddingsOf(lane, state, net, lane.features(net, x));
}

/** Embeddings [N, D] of features [N, F], as they meet the prototypes that the lane is measured by. */
function embeddingsOf(lane: Lane, state: State, net: EmbeddingNetwork, features: tf.Tensor2D): tf.Tensor2D {
  const [main] = lane.branches;
  return embed(lane, main, net, features, () => state.banks[main.bank]?.whitening).z;
}

/** k-NN accuracy of unit rows [N, F] against a bank of such rows. The device computes similarities, a tile of queries
 *  at a time. */
async function knnAccuracy(
  bank: tf.Tensor2D,
  queries: tf.Tensor2D,
  split: Split,
  rest: Rest,
): Promise<number> {
  const size = queries.shape[1];
  // transposed once, since the bank is the right-hand side of every tile's product
  const turned = tf.transpose(bank);
  const accuracy = await knn({
    bankLabels: split.train.labels,
    queryLabels: split.test.labels,
    classes: split.train.classes,
    k: NEIGHBOURS,
    T: KNN_TEMPERATURE,
    similarities: async (from, to) => {
      const tile = tf.tidy(() => tf.matMul(tf.slice(queries, [from, 0], [to - from, size]), turned));
      const values = await tile.data<'float32'>();
      tile.dispose();
      await rest();
      return values;
    },
  });
  turned.dispose();
  return accuracy;
}
