import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { type Spherical, sphericalAt, sphericalStep } from '../../../src/math/estimators/spherical.ts';
import { NODE_BACKENDS, onBackend } from '../../backends.ts';

const [K, D, n, eta] = [24, 5, 12, 0.9];

interface Plain {
  s0: number[];
  s1: number[][];
  used: number[];
  age: number[];
  previous: number[][];
}

const unit = (row: readonly number[]) => row.map((x) => x / Math.hypot(...row));

/** The same step word for word, in float64. */
function plainStep(features: number[][], state: Plain, picks: readonly number[]): Plain {
  const centres = state.s1.map(unit);
  const won = features.map((h) => {
    const scores = centres.map((c) => c.reduce((sum, x, d) => sum + x * h[d], 0));
    return scores.indexOf(Math.max(...scores));
  });
  const next: Plain = { s0: [], s1: [], used: [], age: [], previous: features };
  for (let k = 0; k < K; k++) {
    const mine = features.filter((_, i) => won[i] === k);
    const keep = eta ** mine.length;
    next.s0.push(keep * state.s0[k] + mine.length);
    next.s1.push(state.s1[k].map((x, d) => keep * x + mine.reduce((sum, h) => sum + h[d], 0)));
    next.used.push(state.used[k] + (mine.length - state.used[k]) / 50);
    next.age.push(state.age[k] + 1);
  }
  const dead = next.used
    .map((used, k) => (used < 0.1 * (n / K) && next.age[k] > 25 ? k : -1))
    .filter((k) => k >= 0);
  dead.sort((a, b) => next.used[a] - next.used[b] || a - b);
  dead.slice(0, 16).forEach((k, i) => {
    next.s0[k] = 1;
    next.s1[k] = state.previous[picks[i]];
    next.used[k] = n / K;
    next.age[k] = 0;
  });
  return next;
}

for (const backend of NODE_BACKENDS)
  test(`spherical clustering equals float64 over restarts on ${backend}`, async () => {
    await onBackend(backend);
    const source = random(4);
    const row = () => unit(Array.from({ length: D }, () => source.normal())).map(Math.fround);
    const initial = Array.from({ length: K }, row);
    // features of three directions only: most clusters starve, and restart among them
    const centres = Array.from({ length: 3 }, row);
    const feature = () =>
      unit(centres[source.below(3)].map((x) => x + 0.1 * source.normal())).map(Math.fround);
    let ours: Spherical = sphericalAt(tf.tensor2d(initial), n);
    let theirs: Plain = {
      s0: Array.from({ length: K }, () => 1),
      s1: initial,
      used: Array.from({ length: K }, () => n / K),
      age: Array.from({ length: K }, () => 0),
      previous: Array.from({ length: n }, () => Array.from({ length: D }, () => 0)),
    };
    let restarts = 0;
    for (let step = 0; step < 220; step++) {
      const features = Array.from({ length: n }, feature);
      const picks = Array.from({ length: 16 }, () => source.below(n));
      const before = ours;
      ours = sphericalStep(tf.tensor2d(features), ours, eta, picks);
      tf.dispose(before);
      theirs = plainStep(features, theirs, picks);
      restarts += theirs.age.filter((age) => age === 0).length;
      for (const key of ['s0', 's1', 'used', 'age'] as const) {
        const values = await ours[key].data();
        const expected = theirs[key].flat();
        values.forEach((value, i) => {
          expect(Math.abs(value - expected[i]), `${key} ${i} at step ${step}`).toBeLessThan(2e-4);
        });
      }
    }
    expect(restarts).toBeGreaterThan(16);
  });
