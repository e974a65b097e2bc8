import * as tf from '@tensorflow/tfjs';
import type { Relation } from '../base/catalogue.ts';
import { number, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { PatchMask } from './method.ts';

export const maskKnobs = {
  mask_probability: number({
    label: 'Masked images',
    default: 0.5,
    min: 0.05,
    max: 1,
    live: true,
    hint: 'Share of the views in which patches are masked for the student.',
  }),
  mask_ratio_min: number({
    label: 'Masked patches, least',
    default: 0.1,
    min: 0.05,
    max: 1,
    live: true,
    hint: 'Smallest share of masked patches in a masked view. The shares are spread evenly up to the largest.',
  }),
  mask_ratio_max: number({
    label: 'Masked patches, most',
    default: 0.5,
    min: 0.05,
    max: 1,
    live: true,
    hint: 'Largest share of masked patches in a masked view.',
  }),
};

/** The relations between them in a method. */
export const maskRelations = (method: string): readonly Relation[] => [
  { left: `${method}.mask_ratio_min`, must: 'be at most', right: `${method}.mask_ratio_max` },
];

/** Knobs of methods with a loss on patches beside one on views. */
export const patchKnobs = {
  ...maskKnobs,
  patch_weight: number({
    label: 'Patch loss weight',
    default: 1,
    min: 0,
    max: 10,
    live: true,
    hint: 'Weight of the loss on masked patches, with 1 for the loss on [CLS].',
  }),
};

/** Draws `count` places to mask of an image with `patches` patches. */
export type DrawPlaces = (random: Random, count: number, patches: number) => ArrayLike<number>;

/** Any places, each set alike. iBOT and DINOv2 mask rectangles, for which a grid of a few patches is too small. */
export const scattered: DrawPlaces = (random, count, patches) => random.permutation(patches).slice(0, count);

/**
 * Masks `patches` patches each of `images` images as DINOv2's collate function does: a fixed share of the images,
 * with ratios spread evenly from least to most, so that every step masks as many patches.
 */
export function drawMask(
  random: Random,
  images: number,
  patches: number,
  values: Values<typeof maskKnobs>,
  draw: DrawPlaces = scattered,
): PatchMask {
  const hidden = new Float32Array(images * patches);
  const weights = new Float32Array(images * patches);
  const masked = Math.max(1, Math.floor(values.mask_probability * images));
  const spread = values.mask_ratio_max - values.mask_ratio_min;
  const chosen = random.permutation(images);
  for (let i = 0; i < masked; i++) {
    const ratio = values.mask_ratio_min + (spread * (i + 0.5)) / masked;
    const count = Math.min(patches, Math.max(1, Math.round(ratio * patches)));
    const places = draw(random, count, patches);
    for (let p = 0; p < count; p++) {
      const at = chosen[i] * patches + places[p];
      hidden[at] = 1;
      weights[at] = 1 / (images * count);
    }
  }
  return maskOf(hidden, weights, patches);
}

/** The mask of N images with P patches each. `hidden` is 1 where a patch is masked, `weights` counts it in the loss;
 *  both are [N P]. */
export function maskOf(hidden: Float32Array, weights: Float32Array, patches: number): PatchMask {
  const rows: number[] = [];
  const places = new Int32Array(hidden.length);
  hidden.forEach((value, at) => {
    if (value === 0) return;
    places[at] = rows.length;
    rows.push(at);
  });
  return {
    hidden: tf.tensor1d(hidden),
    weights: tf.tensor1d(weights),
    rows: tf.tensor1d(rows, 'int32'),
    places: tf.tensor1d(places, 'int32'),
    patches,
  };
}

/** Targets [N P, K] times the weights of their patches, so that visible ones have no part in the loss. */
export function weighed(targets: tf.Tensor2D, { weights }: PatchMask): tf.Tensor2D {
  return tf.mul(targets, tf.reshape(weights, [-1, 1]));
}

/** The mask of a step. Throws an Error if there is none. */
export function given(mask: PatchMask | undefined): PatchMask {
  if (!mask) throw new Error('a loss on patches needs a mask');
  return mask;
}
