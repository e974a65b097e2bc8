import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../base/epsilons.ts';
import type { Baseline, Counts } from '../../base/messages.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { drawsOf, isotropic } from '../../metrics/isotropic.ts';

/** Numbers of a baseline on random directions. */
export type RandomDirections = Pick<
  Baseline,
  | 'uniqueRandom'
  | 'uniqueRandomLow'
  | 'uniqueRandomHigh'
  | 'uniformityRandom'
  | 'uniformityRandomLow'
  | 'uniformityRandomHigh'
  | 'randomDraws'
>;

/** The numbers of K random directions in D dimensions; undefined where K affords one draw alone, which the first
 *  census counts anyway. */
export async function drawDirections(
  K: number,
  D: number,
  rest: () => Promise<void>,
): Promise<RandomDirections | undefined> {
  if (drawsOf(K) === 1) return undefined;
  const { draws, unique, uniformity } = await isotropic(K, D, EPSILONS, rest, (rows) =>
    cosinesOf(rows, K, D),
  );
  return {
    uniqueRandom: unique.map(({ mean }) => mean),
    uniqueRandomLow: unique.map(({ low }) => low),
    uniqueRandomHigh: unique.map(({ high }) => high),
    uniformityRandom: uniformity.mean,
    uniformityRandomLow: uniformity.low,
    uniformityRandomHigh: uniformity.high,
    randomDraws: draws,
  };
}

/** All cosines [K, K] of rows [K, D], by the device as for a report. */
async function cosinesOf(rows: Float32Array, K: number, D: number): Promise<Float32Array> {
  const products = tf.tidy(() => {
    const units = normaliseRows(tf.tensor2d(rows, [K, D]));
    return tf.matMul(units, units, false, true);
  });
  const cosines = await products.data<'float32'>();
  products.dispose();
  return cosines;
}

/** The numbers of one draw, from the counts of untrained prototypes, which are random directions in every lane. */
export function oneDraw({ unique, uniformity }: Counts): RandomDirections {
  return {
    uniqueRandom: unique,
    uniqueRandomLow: unique,
    uniqueRandomHigh: unique,
    uniformityRandom: uniformity,
    uniformityRandomLow: uniformity,
    uniformityRandomHigh: uniformity,
    randomDraws: 1,
  };
}
