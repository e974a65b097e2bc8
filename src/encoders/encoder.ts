import type * as tf from '@tensorflow/tfjs';
import type { PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Network } from '../math/layers/network.ts';
import type { WeightSpec } from '../math/update/initial-weights.ts';
import type { PredictorShape } from './predictor.ts';

/** Height, width and channels of the images an encoder reads. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Token features of images by a network that sees patches: N images, G stacked networks, P patches an image. */
export interface TokenFeatures {
  /** [G N, featureSize]: what `features` gives, where nothing is masked. */
  readonly cls: tf.Tensor2D;
  /** [G N P, featureSize]. */
  readonly patches: tf.Tensor2D;
  /** Both, image by image, [G N (P + 1), featureSize]. */
  readonly all: tf.Tensor2D;
}

/** Patches that the student does not see. */
export interface Hiding {
  /** 1 where hidden, of the student's images, [R P]. */
  readonly patches: tf.Tensor1D;
  /** True where the others do not see them either, not as mask tokens. */
  readonly leftOut: boolean;
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
  /** What it wants of the side of small square images beside the others; undefined when all is well. Absent where
   *  images of one size are all it sees. */
  refusesSide?(side: number, values: Values<S>): string | undefined;
  /** Where images are seen as patches: how many an image has. */
  patchCount?(shape: ImageShape, values: Values<S>): number;
  /** Where images are seen as patches: features of these too. */
  tokens?(network: Network, x: tf.Tensor4D, values: Values<S>, hiding?: Hiding): TokenFeatures;
  /** The size of a predictor of so many blocks behind it. */
  predictor?(shape: ImageShape, values: Values<S>, blocks: number): PredictorShape;
  /** Floats that a network keeps of an image for the way back, and the largest tensor's among them, where they are many;
   *  with those of a predictor of so many blocks behind it. */
  activations?(
    shape: ImageShape,
    values: Values<S>,
    predictor: number,
  ): { readonly largest: number; readonly all: number };
}
