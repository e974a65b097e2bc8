import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';
import { emStep, mixtureAt, responsibilities } from '../../../src/math/estimators/mixture.ts';
import { referenceStart, referenceStep } from './mixture-reference.ts';

/**
 * Largest difference between the engine's mixture and the float64 reference over a few EM steps, relative to
 * each quantity's scale, on whatever backend is current.
 */
export async function mixtureError(eta: number, beta: number, mass: number): Promise<number> {
  const [K, D, n, steps] = [6, 5, 12, 4];
  const source = random(3);
  const unitRow = () => {
    const row = Array.from({ length: D }, () => source.normal());
    const norm = Math.hypot(...row);
    return row.map((x) => Math.fround(x / norm));
  };
  const start = Array.from({ length: K }, unitRow);
  let theirs = referenceStart(start, mass);
  let ours = mixtureAt(tf.tensor2d(start), mass);
  let worst = 0;
  for (let i = 0; i < steps; i++) {
    const batch = Array.from({ length: n }, unitRow);
    const h = tf.tensor2d(batch);
    const { next, gamma } = referenceStep(batch, theirs, eta, beta);
    worst = Math.max(worst, await difference(responsibilities(h, ours, beta), gamma));
    ours = emStep(h, ours, eta, beta);
    theirs = next;
    const [, precision, , norm] = tf.split(ours.terms, 4, 1);
    const given = {
      s0: ours.s0,
      s1: ours.s1,
      s2: ours.s2,
      mean: tf.mul(ours.prototypes, norm as tf.Tensor),
      variance: tf.div(1, precision as tf.Tensor),
    };
    for (const name of ['s0', 's1', 's2', 'mean', 'variance'] as const)
      worst = Math.max(worst, await difference(given[name], theirs[name]));
  }
  return worst;
}

async function difference(ours: tf.Tensor, theirs: readonly (number | readonly number[])[]): Promise<number> {
  const a = await ours.data();
  const b = theirs.flat();
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  const scale = Math.max(...b.map(Math.abs));
  const worst = Math.max(...b.map((value, i) => Math.abs(value - a[i])));
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / scale;
}
