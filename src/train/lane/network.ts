import * as tf from '@tensorflow/tfjs';
import { type Whitening, whiten } from '../../math/estimators/whitening.ts';
import { ofRank, ofRankOf } from '../../math/kernel/rank.ts';
import { attention } from '../../math/layers/attention.ts';
import { average } from '../../math/layers/average.ts';
import { type Affine, batchNormFixed } from '../../math/layers/batch-norm.ts';
import { conv3x3Stride2 } from '../../math/layers/conv.ts';
import { dense } from '../../math/layers/dense.ts';
import { gelu } from '../../math/layers/gelu.ts';
import { layerNorm } from '../../math/layers/layer-norm.ts';
import type { Network } from '../../math/layers/network.ts';
import { patches } from '../../math/layers/patches.ts';
import { split } from '../../math/layers/split.ts';
import { type Embeddings, tokens } from '../../math/layers/tokens.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';

/** A weight by its address. Throws an Error if there is none. */
export type Weights = (address: string) => tf.Tensor;

/** Addresses of the running statistics of the batch norm at an address. */
export const runningMean = (address: string) => `${address}/running_mean`;
export const runningVariance = (address: string) => `${address}/running_var`;

/** A network up to the embeddings that meet prototypes. */
export interface EmbeddingNetwork extends Network {
  /** Embeddings z [R, D] by constant whitening statistics. */
  whiten(z: tf.Tensor2D, whitening: Whitening): tf.Tensor2D;
  /** Rows of z [R, D] at unit length. */
  unit(z: tf.Tensor2D): tf.Tensor2D;
}

/** One network, which normalises by running statistics. */
export function evaluating(weights: Weights): EmbeddingNetwork {
  const fixed = <T extends tf.Tensor>(address: string, x: T, affine: Affine | undefined, gelu: boolean) =>
    ofRankOf(
      x,
      batchNormFixed(x, affine, weights(runningMean(address)), weights(runningVariance(address)), gelu),
    );
  return {
    dense: (address, x, bias, residual) =>
      dense(
        x,
        [weights(`${address}/kernel`)],
        bias ? [weights(`${address}/bias`)] : undefined,
        false,
        residual,
      ),
    conv: (address, x) => conv3x3Stride2(x, [weights(`${address}/kernel`)], false),
    batchNorm: (address, x, gelu) => fixed(address, x, affineAt(weights, address), gelu),
    standardise: (address, x) => fixed(address, x, undefined, false),
    flatten,
    average,
    layerNorm: (address, x) => layerNorm(x, [affineAt(weights, address)]).y,
    gelu,
    attention: (qkv, count, heads) => attention(qkv, count, heads).y,
    beside: concatColumns,
    patches,
    tokens: (address, x, _, cls) => tokens(x, [embeddingsAt(weights, address, cls)]),
    split,
    whiten,
    unit: normaliseRows,
  };
}

/** [R, A] and [R, B] -> [R, A + B]. */
export function concatColumns(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor2D {
  return tf.concat([left, right], 1);
}

/** [N, H, W, C] -> [N, H·W·C]. */
export function flatten(images: tf.Tensor4D): tf.Tensor2D {
  const [count] = images.shape;
  return tf.reshape(images, [count, images.size / count]);
}

/** Scale and shift of the norm at an address. */
export function affineAt(weights: Weights, address: string): Affine {
  return { gamma: weights(`${address}/gamma`), beta: weights(`${address}/beta`) };
}

/** The learned embeddings at an address: positions, and a [CLS] token, which is zero without `cls`. */
export function embeddingsAt(weights: Weights, address: string, cls = true): Embeddings {
  const positions = ofRank(weights(`${address}/positions`), 2); // [T, E]
  return { cls: cls ? weights(`${address}/cls`) : tf.zeros([positions.shape[1]]), positions };
}
