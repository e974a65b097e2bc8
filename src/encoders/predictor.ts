import * as tf from '@tensorflow/tfjs';
import type { Network } from '../math/layers/network.ts';
import type { WeightSpec } from '../math/update/initial-weights.ts';
import { denseSpecs, normSpecs, POSITIONS } from './transformer.ts';

/** A predictor's size: tokens T of an image with [CLS], width E, and its blocks. */
export interface PredictorShape {
  readonly tokens: number;
  readonly width: number;
  readonly heads: number;
  readonly mlp_ratio: number;
  readonly blocks: number;
}

const blocksOf = ({ blocks }: PredictorShape) =>
  Array.from({ length: blocks }, (_, i) => `predictor/block${i + 1}`);

/** Weights of a predictor. */
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
 * What stands at hidden patches, from the encoder's tokens of visible ones alone (CAPI, Darcet et al. 2025): a mask token
 * and its position asks the visible tokens by cross-attention, block by block; hidden patches do not see each other.
 * `patches` [N P, E] and `seen` [N T, E] are the encoder's; `hidden` [R P] of the student's is 1 where nothing is to be
 * seen. Gives [N P, E]; a teacher's rows say nothing.
 */
export function predicted(
  network: Network,
  patches: tf.Tensor2D,
  seen: tf.Tensor2D,
  hidden: tf.Tensor1D,
  shape: PredictorShape,
): tf.Tensor2D {
  const { tokens: T, heads } = shape;
  // every place is asked for, so that what a batch norm behind sees is predictions alone; patches only lend their rows
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
