import * as tf from '@tensorflow/tfjs';
import type { KnobSet, Values } from '../../src/base/knobs.ts';
import { random } from '../../src/base/random.ts';
import { scores } from '../../src/math/rows/scores.ts';
import { normaliseRows } from '../../src/math/rows/sphere.ts';
import { drawMask } from '../../src/methods/masks.ts';
import type { Context, Method } from '../../src/methods/method.ts';
import type { Lane } from '../../src/train/lane/lane.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import type { State } from '../../src/train/lane/state.ts';
import { type Matrix, tensor } from './arrays.ts';

export const SHAPE = { height: 8, width: 8, channels: 1 };

const SMALL = { K: 12, D: 8, batch: 4, 'head.hidden': 16, 'mlp.hidden': 16, 'carp.partition_size': 4 };
export const VIT = { encoder: 'vit', 'vit.patch': 4, 'vit.width': 16 };

/** A small lane of a config, with the config. */
export function laneOf(given: Readonly<Record<string, unknown>>): {
  readonly lane: Lane;
  readonly state: State;
  readonly config: ReturnType<typeof checked>;
} {
  const config = checked({ encoder: 'mlp', ...SMALL, ...given });
  return { ...openLane(config, SHAPE), config };
}

/** Scores of embeddings against prototypes, as a lane of this config has them. */
export function scoresIn(given: Readonly<Record<string, unknown>>, z: Matrix, c: Matrix): tf.Tensor2D {
  const { unit, weightNorm } = laneOf(given).lane;
  const rows = tensor(z);
  return scores(unit ? normaliseRows(rows) : rows, [tensor(c)], 1, weightNorm);
}

/** A method's knobs at their defaults. */
export const defaults = <S extends KnobSet>({ id, knobs }: Method<S>): Values<S> =>
  valuesOf(checked({ method: id, ...(needsPatches(id) ? VIT : {}) }), knobs, id);

const needsPatches = (id: string) => ['ibot', 'dinov2', 'capi'].includes(id);

/** Step 20 of 100. */
export const CONTEXT: Context = { step: 20, steps: 100, random: random(1), unit: true };

/** A mask of images with patches, half of the images masked: the context with it, and the masked patches of each. */
export function maskedContext(
  images: number,
  patches: number,
): {
  readonly context: Context;
  readonly masked: readonly (readonly number[])[];
} {
  const mask = drawMask(random(3), images, patches, {
    mask_probability: 0.5,
    mask_ratio_min: 0.3,
    mask_ratio_max: 0.8,
  });
  const bits = Array.from(mask.hidden.dataSync());
  const masked = Array.from({ length: images }, (_, n) =>
    Array.from({ length: patches }, (_, p) => p).filter((p) => bits[n * patches + p] === 1),
  );
  return { context: { ...CONTEXT, mask }, masked };
}

/** The sum of a loss's terms. */
export const totalOf = (terms: Readonly<Record<string, tf.Tensor>>): number =>
  Object.values(terms).reduce((total, term) => total + Number(tf.sum(term).dataSync()[0]), 0);
