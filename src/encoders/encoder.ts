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

/** Token features of N images with P patches each, by G stacked networks. */
export interface TokenFeatures {
  /** [CLS] tokens, [G N, featureSize]. Without a mask they are what `features` returns. */
  readonly cls: tf.Tensor2D;
  /** Patch tokens, [G N P, featureSize]. */
  readonly patches: tf.Tensor2D;
  /** Both, image by image, [G N (P + 1), featureSize]. */
  readonly all: tf.Tensor2D;
}

/** Patches that are hidden from the student. */
export interface Hiding {
  /** 1 where a patch is hidden, [N P]. */
  readonly patches: tf.Tensor1D;
  /** True: other tokens do not attend to masked patches. False: they see mask tokens there. */
  readonly leftOut: boolean;
}

/** Turns images into features. Its functions find weights by address, so that student and teacher share them. */
export interface Encoder<S extends KnobSet = KnobSet> extends PartInfo {
  readonly knobs: S;
  readonly learningRate: number;
  /** Its weights for images of a shape. Throws a `config` TroubleError if it cannot read them. */
  weights(shape: ImageShape, values: Values<S>): WeightSpec[];
  /** Channels of each of its batch norms by address. */
  norms(values: Values<S>): Readonly<Record<string, number>>;
  featureSize(values: Values<S>): number;
  /** x [N, H, W, C] -> [N, featureSize]. */
  features(network: Network, x: tf.Tensor4D, values: Values<S>): tf.Tensor2D;
  /** The requirement that square images of a side break, as a sentence; undefined if they break none.
   *  Encoders for images of one size have no such function. */
  refusesSide?(side: number, values: Values<S>): string | undefined;
  /** Patches of an image, for encoders that see patches. */
  patchCount?(shape: ImageShape, values: Values<S>): number;
  /** Features of patches and [CLS], for encoders that see patches. */
  tokens?(network: Network, x: tf.Tensor4D, values: Values<S>, hiding?: Hiding): TokenFeatures;
  /** The size of a predictor with this many blocks behind it. */
  predictor?(shape: ImageShape, values: Values<S>, blocks: number): PredictorShape;
  /** Floats of an image that a network keeps for the way back, all together and in the largest tensor. Those of a
   *  predictor with this many blocks behind it count too. Encoders that keep few have no such function. */
  activations?(
    shape: ImageShape,
    values: Values<S>,
    predictor: number,
  ): { readonly largest: number; readonly all: number };
}
