import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { random } from '../../../src/base/random.ts';
import { normaliseRows } from '../../../src/math/rows/sphere.ts';
import type { Section } from '../../../src/math/update/pack.ts';
import { type Lane, PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { catalogue, checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { prototypesOf, release, type State, weightsOf } from '../../../src/train/lane/state.ts';
import { freeObservation, lossOf } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { NODE_BACKENDS, onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

const SHAPE = { height: 8, width: 8, channels: 1 };

function images(config: RunConfig, at: number): tf.Tensor4D {
  const source = random(7).fork(`images ${at}`);
  const rows = 2 * (config.batch as number);
  const values = Float32Array.from({ length: rows * 64 }, () => source.normal());
  return tf.tensor4d(values, [rows, 8, 8, 1]);
}

/** Values of a weight of a state. */
async function weight(lane: Lane, state: State, address: string, section: Section = 'student') {
  const view = tf.tidy(() => weightsOf(lane, state, section)(address));
  const values = (await view.data()) as Float32Array;
  view.dispose();
  return values;
}

const methods = catalogue.shelves.method.map(({ id }) => id);
/** Encoders that give what a method needs. */
const encodersOf = (method: string) => {
  const needs = catalogue.shelves.method.find(({ id }) => id === method)?.needs;
  return catalogue.shelves.encoder.filter(({ gives }) => !needs || gives === needs).map(({ id }) => id);
};
const estimators = catalogue.shelves.prototypes.map(({ id }) => id);

for (const backend of NODE_BACKENDS)
  for (const method of methods)
    for (const encoder of encodersOf(method))
      for (const prototypes of estimators)
        test(`${method} with ${prototypes} prototypes trains ${encoder} on ${backend}`, async () => {
          await onBackend(backend);
          const config = checked({
            ...TINY,
            'conv.width': 8,
            'vit.patch': 4,
            'vit.width': 16,
            encoder,
            method,
            prototypes,
            lr: 0.01,
            steps: 10,
          });
          const before = tf.memory().numTensors;
          let { lane, state } = openLane(config, SHAPE);
          const start = tf.tidy(() => prototypesOf(lane, state));
          const encoderBefore = (await weight(lane, state, 'head/dense2/kernel')).slice();
          const counts: number[] = [];
          for (let i = 0; i < 4; i++) {
            const x = images(config, i);
            const next = step(lane, state, x, config, random(1));
            x.dispose();
            state = next.state;
            expect(Number.isFinite(await lossOf(next.seen))).toBe(true);
            const assignment = await next.seen.assignment.mean.data();
            expect(Array.from(assignment).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
            freeObservation(next.seen);
            counts.push(tf.memory().numTensors);
          }
          expect(counts).toEqual([counts[0], counts[0], counts[0], counts[0]]);

          // prototypes are a segment of the pack only if the loss moves them
          const addresses = lane.layout.segments.map(({ address }) => address);
          expect(addresses.includes(PROTOTYPES)).toBe(prototypes === 'joint');
          const end = tf.tidy(() => prototypesOf(lane, state));
          const moved = (await tf.max(tf.abs(tf.sub(end, start))).data())[0];
          if (prototypes === 'fixed') expect(moved).toBe(0);
          else expect(moved).toBeGreaterThan(1e-4);
          const encoderAfter = await weight(lane, state, 'head/dense2/kernel');
          expect(encoderAfter.some((value, i) => value !== encoderBefore[i])).toBe(true);
          // an EMA teacher lags behind; a teacher that is the student is the student
          const teacher = await weight(lane, state, 'head/dense2/kernel', 'teacher');
          expect(teacher.some((value, i) => value !== encoderAfter[i])).toBe(lane.method.teacher === 'ema');

          tf.dispose([start, end]);
          release(state);
          // only the constants of the max above are left
          expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4);
        });

test('KoLeo-Proto is a term of the loss, spreads joint prototypes and leaks nothing', async () => {
  await onBackend('cpu');
  for (const method of methods) {
    const nearest: number[] = [];
    for (const weight of [0, 1]) {
      const encoder = encodersOf(method).at(-2) ?? 'vit';
      const config = checked({
        ...TINY,
        'vit.patch': 4,
        'vit.width': 16,
        encoder,
        method,
        lr: 0.02,
        'joint.koleo_weight': weight,
      });
      let { lane, state } = openLane(config, SHAPE);
      const counts: number[] = [];
      for (let i = 0; i < 4; i++) {
        const x = images(config, i);
        const next = step(lane, state, x, config, random(1));
        x.dispose();
        state = next.state;
        expect(Object.keys(next.seen.terms).includes('KoLeo-Proto')).toBe(weight > 0);
        freeObservation(next.seen);
        counts.push(tf.memory().numTensors);
      }
      expect(counts).toEqual([counts[0], counts[0], counts[0], counts[0]]);
      const closest = tf.tidy(() => {
        const rows = normaliseRows(prototypesOf(lane, state));
        const cosines = tf.sub(tf.matMul(rows, rows, false, true), tf.mul(tf.eye(rows.shape[0]), 2));
        return tf.mean(tf.max(cosines, 1));
      });
      nearest.push((await closest.data())[0]);
      closest.dispose();
      release(state);
    }
    expect(nearest[1]).toBeLessThan(nearest[0]);
  }
});

test('lanes of one seed start from equal weights and prototypes, whatever their estimator', async () => {
  await onBackend('cpu');
  const opened = ['joint', 'decoupled', 'fixed'].map((prototypes) =>
    openLane(checked({ ...TINY, prototypes }), SHAPE),
  );
  const rows = await Promise.all(
    opened.map(async ({ lane, state }) => [
      ...(await prototypesOf(lane, state).data()),
      ...(await weight(lane, state, 'encoder/dense1/kernel')),
    ]),
  );
  // mixture means pass through a normalisation: equal to a rounding
  for (const other of rows.slice(1))
    expect(Math.max(...other.map((value, i) => Math.abs(value - rows[0][i])))).toBeLessThan(1e-6);
  const elsewhere = openLane(checked({ ...TINY, seed: 2 }), SHAPE);
  const first = 'encoder/dense1/kernel';
  expect(await weight(elsewhere.lane, elsewhere.state, first)).not.toEqual(
    await weight(opened[0].lane, opened[0].state, first),
  );
});

test('the loss moves joint prototypes by a gradient, and no others', async () => {
  await onBackend('cpu');
  for (const prototypes of estimators) {
    const config = checked({ ...TINY, prototypes, method: 'dino', lr: 0.05, prototype_lr_multiplier: 0 });
    const { lane, state } = openLane(config, SHAPE);
    const before = await tf.tidy(() => prototypesOf(lane, state)).data();
    const next = step(lane, state, images(config, 0), config, random(1));
    if (prototypes === 'joint') {
      const gradient = await weight(lane, next.state, PROTOTYPES, 'm');
      expect(gradient.some((value) => value !== 0)).toBe(true);
    } else expect(lane.layout.segments.some(({ address }) => address === PROTOTYPES)).toBe(false);
    // at multiplier 0 joint prototypes have a gradient but do not move
    const after = await tf.tidy(() => prototypesOf(lane, next.state)).data();
    // (the teacher's copy is an average of equals: a rounding apart)
    const moved = Math.max(...after.map((value, i) => Math.abs(value - before[i])));
    if (prototypes === 'joint' || prototypes === 'fixed') expect(moved).toBeLessThan(1e-6);
  }
});
