import type * as tf from '@tensorflow/tfjs';
import type { Whitening } from '../../math/estimators/whitening.ts';
import type { Branch, Lane } from './lane.ts';
import type { EmbeddingNetwork } from './network.ts';

/** Embeddings [R, D] as they meet prototypes, and what whitened them. */
export interface Embedding {
  readonly z: tf.Tensor2D;
  readonly whitening: Whitening | undefined;
}

/**
 * Embeds features [R, F] of a branch, alike in training and in evaluation: the outputs of its head, whitened by what
 * `whiteningOf` makes of them, at unit length where the lane has it so. Call inside tf.tidy.
 */
export function embed(
  lane: Lane,
  branch: Branch,
  network: EmbeddingNetwork,
  features: tf.Tensor2D,
  whiteningOf: (outputs: tf.Tensor2D) => Whitening | undefined,
): Embedding {
  const outputs = lane.head(branch, network, features); // [R, D]
  const whitening = whiteningOf(outputs);
  const white = whitening ? network.whiten(outputs, whitening) : outputs;
  return { z: lane.unit ? network.unit(white) : white, whitening };
}
