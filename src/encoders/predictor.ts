import * as tf from '@tensorflow/tfjs';
import type { Network } from '../math/layers/network.ts';
import type { WeightSpec } from '../math/update/initial-weights.ts';
import { denseSpecs, normSpecs, POSITIONS } from './transformer.ts';

/** The size of a predictor. */
export interface PredictorShape {
  /** T, tokens of an image with [CLS]. */
  readonly tokens: number;
  /** E. */
  readonly width: number;
  readonly heads: number;
  readonly mlp_ratio: number;
  readonly blocks: number;
}

const blocksOf = ({ blocks }: PredictorShape) =>
  Array.from({ length: blocks }, (_, i) => `predictor/block${i + 1}`);

/** Weights of a predictor of a size. */
export function predictorWeights(shape: PredictorShape): WeightSpec[] {
  const { tokens, width: E, mlp_ratio } = shape;
  return [
    {
      address: 'predictor/tokens/positions',
      shape: [tokens, E],
      init: 'normal',
      deviation: POSITIONS,
      decay: true,
    },
    { address: 'predictor/tokens/mask_token', shape: [E], init: 'zeros', decay: false },
    ...blocksOf(shape).flatMap((at) => [
      ...normSpecs(`${at}/norm1`, E),
      ...denseSpecs(`${at}/query`, E, E),
      ...denseSpecs(`${at}/key_value`, E, 2 * E, E),
      ...denseSpecs(`${at}/proj`, E, E),
      ...normSpecs(`${at}/norm2`, E),
      ...denseSpecs(`${at}/mlp1`, E, mlp_ratio * E),
      ...denseSpecs(`${at}/mlp2`, mlp_ratio * E, E),
    ]),
    ...normSpecs('predictor/norm', E),
  ];
}

/**
 * Predicts masked patches from the encoder's tokens of visible ones alone (CAPI, Darcet et al. 2025). In each block,
 * a mask token with its position queries the visible tokens by cross-attention; masked patches do not see each other.
 * `patches` [N P, E] and `seen` [N T, E] are the encoder's tokens, and `hidden` [R P] is 1 where the student's
 * patches are masked. Returns [N P, E], of which a teacher's rows mean nothing.
 */
export function predicted(
  network: Network,
  patches: tf.Tensor2D,
  seen: tf.Tensor2D,
  hidden: tf.Tensor1D,
  shape: PredictorShape,
): tf.Tensor2D {
  const { tokens: T, heads } = shape;
  // every place is predicted, so that a batch norm behind sees predictions alone; `patches` only lend their rows
  let x = network.tokens('predictor/tokens', patches, tf.onesLike(hidden), false); // [N T, E]
  for (const at of blocksOf(shape)) {
    const query = network.dense(`${at}/query`, network.layerNorm(`${at}/norm1`, x), true); // [N T, E]
    const keysAndValues = network.dense(`${at}/key_value`, seen, true); // [N T, 2E]
    const qkv = network.beside(query, keysAndValues); // [N T, 3E]
    x = network.dense(`${at}/proj`, network.attention(qkv, T, heads, hidden), true, x);
    const inner = network.dense(`${at}/mlp1`, network.layerNorm(`${at}/norm2`, x), true);
    x = network.dense(`${at}/mlp2`, network.gelu(inner), true, x);
  }
  return network.split(network.layerNorm('predictor/norm', x), T, 'patches');
}
