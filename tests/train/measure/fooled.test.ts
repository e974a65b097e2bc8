import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { EPSILONS, TOY_EPSILON } from '../../../src/base/epsilons.ts';
import { type Random, random } from '../../../src/base/random.ts';
import { windowSteps } from '../../../src/base/usage-window.ts';
import { scores } from '../../../src/math/rows/scores.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { collapse } from '../../../src/metrics/collapse.ts';
import { ImageClusters } from '../../../src/metrics/image-clusters.ts';
import { TargetsWindow } from '../../../src/metrics/targets-window.ts';
import { reach, WinnersWindow } from '../../../src/metrics/winners-window.ts';
import { catalogue, checked, pick, valuesOf } from '../../../src/train/lane/menu.ts';
import { onBackend } from '../../backends.ts';
import { FAST } from '../session/host.ts';

// Targets that no encoder learned must read about 0 on every gauge of use, for the targets of every method, and a perfect
// clustering about 100%.

const [K, D, BATCH, STEPS, PATCHES] = [512, 128, 64, 50, 4];

beforeAll(() => onBackend(FAST));

const prototypes = unitRows(K, D, random(1).fork('prototypes'));

/** The gauges of use after steps in which `encode` embeds both views of each image, P rows an image. */
async function read(methodId: string, encode: (source: Random, image: number) => Float32Array) {
  const config = checked({ method: methodId, ...(PATCHED.has(methodId) && { encoder: 'vit' }) });
  const { method } = pick(config);
  const values = valuesOf(config, method.knobs, method.id);
  const P = method.rows === 'patches' ? PATCHES : 1;
  const winners = new WinnersWindow(K);
  const targets = new TargetsWindow(K);
  const source = random(7);
  let state = method.start(K);
  const rows = tf.tensor2d(prototypes, [K, D]);
  // a centre that has settled, as it has after some hundred steps
  const first = tf.tensor2d([...encode(source, 0)], [1, D]);
  for (let i = 0; i < 300; i++)
    state = tf.tidy(() => method.after(scores(first, [rows], 1, false), state, values)) as typeof state;
  for (let step = 0; step < STEPS; step++) {
    const images = Array.from({ length: BATCH }, () => source.below(1e9));
    const embedded: number[] = [];
    for (let view = 0; view < 2; view++)
      for (const image of images)
        for (let p = 0; p < P; p++) for (const value of encode(source, image)) embedded.push(value);
    const mask = method.mask?.(random(step), 2 * BATCH, P, values);
    const context = { step, steps: STEPS, random: random(step), unit: true, ...(mask && { mask }) };
    const z = tf.tensor2d(embedded, [2 * BATCH * P, D]);
    const seen = tf.tidy(() => {
      const raw = scores(z, [rows], 1, false);
      const { assignment } = method.targets(raw, state, values, context);
      return { assignment, next: method.after(raw, state, values) };
    });
    const { assignment } = seen;
    winners.push(Int32Array.from(await assignment.winners.data()), BATCH);
    targets.push(
      Int32Array.from(await assignment.balanced.data()),
      (await assignment.mean.data()) as Float32Array,
    );
    state = seen.next;
  }
  const agreement = winners.agreement();
  const sets = [winners.members(), agreement.members()];
  const { among } = collapse(prototypes, K, D, EPSILONS, sets);
  const at = EPSILONS.indexOf(TOY_EPSILON);
  return {
    wonBalanced: targets.won(),
    used: winners.used(),
    usedAndUnique: among[0][at] / K,
    agreed: sets[1].reduce((sum, one) => sum + one, 0) / K,
    agreedAndUnique: among[1][at] / K,
    agreement: agreement.share(),
    chance: agreement.chance(),
    reach: reach(K, BATCH * Math.min(STEPS, windowSteps(2 * BATCH * P))),
  };
}

const PATCHED = new Set(catalogue.shelves.method.filter(({ needs }) => needs).map(({ id }) => id));
const METHODS = catalogue.shelves.method.map(({ id }) => id);

const normals = (source: Random) => Float32Array.from({ length: D }, () => source.normal());
const constant = normals(random(3));
const length = Math.hypot(...constant);

/** One direction for all images, and noise of length 1e-4. */
const dead = (source: Random) => {
  const noise = normals(source);
  return noise.map((value, d) => constant[d] / length + (1e-4 * value) / Math.sqrt(D));
};
/** A random direction for every view. */
const noise = (source: Random) => {
  const row = normals(source);
  const norm = Math.hypot(...row);
  return row.map((value) => value / norm);
};
/** The prototype of the image's cluster, and a little noise. */
const clustered = (source: Random, image: number) => {
  const k = image % K;
  const own = normals(source);
  return own.map((value, d) => prototypes[k * D + d] + (0.1 * value) / Math.sqrt(D));
};

describe.each(METHODS)('%s', (method) => {
  test('a dead encoder uses no prototype, whatever its targets rank', async () => {
    const found = await read(method, dead);
    expect(found.used).toBeLessThanOrEqual(0.02);
    expect(found.usedAndUnique).toBeLessThanOrEqual(0.02);
    expect(found.agreed).toBeLessThanOrEqual(0.02);
    expect(found.agreedAndUnique).toBeLessThanOrEqual(0.02);
    expect(found.agreement - found.chance).toBeLessThanOrEqual(0.02);
    // the number that noise has: balancing and centring rank what is left
    if (method !== 'carp') expect(found.wonBalanced).toBeGreaterThan(0.9);
  });

  test('rows of noise win prototypes, but on no image do both views agree', async () => {
    const found = await read(method, noise);
    expect(found.used).toBeGreaterThan(0.9);
    expect(found.agreed).toBeLessThanOrEqual(0.02);
    expect(found.agreedAndUnique).toBeLessThanOrEqual(0.02);
    expect(Math.abs(found.agreement - found.chance)).toBeLessThanOrEqual(0.02);
  });

  test('a perfect clustering uses all', async () => {
    const found = await read(method, clustered);
    expect(found.agreed).toBeGreaterThan(0.95 * found.reach);
    expect(found.agreedAndUnique).toBeGreaterThan(0.95 * found.reach);
    expect(found.agreement).toBeGreaterThan(0.99);
    expect(found.chance).toBeLessThan(0.01);
  });
});

test('evaluation: a dead encoder occupies one prototype, and says nothing about labels', () => {
  const source = random(2);
  const labels = Uint8Array.from({ length: 2000 }, () => source.below(10));
  const nearest = (row: Float32Array) => {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      let score = 0;
      for (let d = 0; d < D; d++) score += row[d] * prototypes[k * D + d];
      if (score > most) [best, most] = [k, score];
    }
    return best;
  };
  const of = (encode: (image: number) => Float32Array) =>
    new ImageClusters(
      Int32Array.from(labels, (_, i) => nearest(encode(i))),
      labels,
      K,
      10,
    );
  const gone = of(() => dead(source));
  expect(gone.occupied()).toBe(1 / K);
  expect(gone.perplexity()).toBeCloseTo(1 / K, 9);
  expect(gone.purity() - gone.purityByChance(random(0))).toBeLessThanOrEqual(0.02);
  expect(gone.adjustedMutualInformation()).toBeLessThanOrEqual(0.02);
  const random_ = of(() => noise(source));
  expect(Math.abs(random_.purity() - random_.purityByChance(random(0)))).toBeLessThanOrEqual(0.02);
  expect(Math.abs(random_.adjustedMutualInformation())).toBeLessThanOrEqual(0.02);
  const perfect = of((i) => clustered(source, i));
  expect(perfect.occupied()).toBeGreaterThan(0.95);
  expect(perfect.perplexity()).toBeGreaterThan(0.95);
});
