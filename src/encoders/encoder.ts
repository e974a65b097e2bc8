import type * as tf from '@tensorflow/tfjs';
import type { PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Network } from '../math/network.ts';
import type { WeightSpec } from '../math/weights.ts';

/** Height, width and channels of the images an encoder reads. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Images to features. Plain functions over weights by address, so student and teacher share them. */
export interface Encoder<S extends KnobSet = KnobSet> extends PartInfo {
  readonly knobs: S;
  weights(shape: ImageShape, values: Values<S>): WeightSpec[];
  /** Addresses of its batch norms with their channel counts. */
  norms(values: Values<S>): Readonly<Record<string, number>>;
  featureSize(values: Values<S>): number;
  /** x [N, H, W, C] -> [N, featureSize]. */
  features(network: Network, x: tf.Tensor4D, values: Values<S>): tf.Tensor2D;
}
