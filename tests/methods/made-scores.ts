import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { maskOf } from '../../src/methods/masks.ts';
import type { Context } from '../../src/methods/method.ts';

/** Scores [rows, K] as cosines might be. */
export function scoresOf(rows: number, K: number, seed = 1): tf.Tensor2D {
  const source = random(seed);
  return tf.tensor2d(
    Float32Array.from({ length: rows * K }, () => source.normal() / 2),
    [rows, K],
  );
}

/** The last step of a long run, behind every warm-up. */
export const LATE: Context = { step: 99, steps: 100, random: random(1), unit: true };

/** Two images with three patches each: the first hides two, the second one. */
export const masked = (): Context => ({
  ...LATE,
  mask: maskOf(Float32Array.of(1, 0, 1, 0, 1, 0), Float32Array.of(0.25, 0, 0.25, 0, 0.5, 0), 3),
});

/** Rows of a tensor as arrays. */
export const rowsOf = (x: tf.Tensor2D): number[][] => x.arraySync();

export const softmax = (row: readonly number[]): number[] => {
  const top = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((value) => value / sum);
};

/** -<q, log p>. */
export const crossEntropyOf = (q: readonly number[], p: readonly number[]): number =>
  -q.reduce((sum, value, k) => sum + value * Math.log(p[k]), 0);

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A loss's terms, added up. */
export const totalOf = (terms: Readonly<Record<string, tf.Tensor>>): number =>
  Object.values(terms).reduce((sum, term) => sum + Number(tf.sum(term).dataSync()[0]), 0);
