import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { balancedWith } from '../../src/methods/queue.ts';
import { catalogue, checked } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { hold, prototypesOf, release, type State } from '../../src/train/lane/state.ts';
import { needOf } from '../../src/train/session/sizes.ts';
import { freeObservation, lossOf } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';
import { BACKENDS, onBackend } from '../backends.ts';
import { TINY } from '../train/session/host.ts';
import { whereItRuns } from '../where-it-runs.ts';

const SHAPE = { height: 8, width: 8, channels: 1 };
const [B, K, LENGTH] = [TINY.batch, TINY.K, 10];
const [EPSILON, ITERATIONS] = [0.05, 3];
const SWAV = { ...TINY, method: 'swav', lr: 0.01, 'swav.queue_length': LENGTH };

const estimators = catalogue.shelves.prototypes.map(({ id }) => id);

type Matrix = readonly (readonly number[])[];

/** SwAV's distributed_sinkhorn in float64: rows of images, columns of prototypes. */
function sinkhorn(scores: Matrix): number[][] {
  const top = Math.max(...scores.flat());
  let Q = scores.map((row) => row.map((s) => Math.exp((s - top) / EPSILON)));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  for (let i = 0; i < ITERATIONS; i++) {
    const columns = Q[0].map((_, k) => sum(Q.map((row) => row[k])));
    Q = Q.map((row) => row.map((q, k) => q / (columns[k] * row.length)));
    Q = Q.map((row) => row.map((q) => q / (sum(row) * Q.length)));
  }
  return Q.map((row) => row.map((q) => q * Q.length));
}

/** Assignments of either view's batch [2][B][K], balanced with the scores [2][L][K] kept of it. */
const reference = (kept: readonly Matrix[], scores: readonly Matrix[]) =>
  scores.flatMap((own, view) => sinkhorn([...kept[view], ...own]).slice(-own.length));

const farthest = (ours: ArrayLike<number>, theirs: readonly number[]) => {
  expect(ours.length).toBe(theirs.length);
  return Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])));
};

/** A step's images of their own. */
function images(at: number): tf.Tensor4D {
  const source = random(7).fork(`images ${at}`);
  return tf.tensor4d(
    Float32Array.from({ length: 2 * B * 64 }, () => source.normal()),
    [2 * B, 8, 8, 1],
  );
}

const products = (rows: Matrix, prototypes: Matrix) =>
  rows.map((row) => prototypes.map((c) => c.reduce((sum, value, d) => sum + value * row[d], 0)));

/** Embeddings that a state keeps, [2][n][D]; none of either view before the first step. */
const queueOf = async ({ method }: State): Promise<number[][][]> =>
  method.queue ? ((await method.queue.array()) as number[][][]) : [[], []];

for (const backend of BACKENDS) {
  test(
    `assignments balanced with a queue equal a float64 reference on ${backend}`,
    whereItRuns(backend),
    async () => {
      await onBackend(backend);
      const source = random(3);
      const draw = (rows: number) =>
        [0, 1].map(() =>
          Array.from({ length: rows }, () => Array.from({ length: K }, () => source.normal() / 4)),
        );
      const [kept, scores] = [draw(LENGTH), draw(B)];
      const q = tf.tidy(() =>
        balancedWith(tf.tensor2d(kept.flat()), tf.tensor2d(scores.flat()), EPSILON, ITERATIONS),
      );
      expect(farthest(await q.data(), reference(kept, scores).flat())).toBeLessThan(1e-5);
      q.dispose();
    },
  );

  test(
    `a lane's queue takes in each batch, and balances the next with it once it is full, on ${backend}`,
    whereItRuns(backend),
    async () => {
      await onBackend(backend);
      for (const prototypes of estimators) {
        const config = checked({ ...SWAV, prototypes, 'swav.queue_start': 4 });
        let { lane, state } = openLane(config, SHAPE);
        for (let at = 0; at < 6; at++) {
          const before = await queueOf(state);
          const joint = tf.tidy(() => prototypesOf(lane, state));
          const x = images(at);
          const next = step(lane, state, x, config, random(1));
          x.dispose();
          state = next.state;
          const after = await queueOf(state);
          expect(after.map((view) => view.length)).toEqual(Array(2).fill(Math.min(LENGTH, (at + 1) * B)));
          after.forEach((view, v) => {
            expect(view.slice(B)).toEqual(before[v].slice(0, view.length - B));
          });
          // joint prototypes score as they were before the step, others as they have just learned
          const now = tf.tidy(() => prototypesOf(lane, state));
          const seen = (await (prototypes === 'joint' ? joint : now).array()) as number[][];
          tf.dispose([joint, now]);
          const score = (views: number[][][]) => views.map((rows) => products(rows, seen));
          const used = at >= 4 ? score(before) : [[], []];
          const q = reference(used, score(after.map((view) => view.slice(0, B))));
          const mean = Array.from(
            { length: K },
            (_, k) => q.reduce((sum, row) => sum + row[k], 0) / q.length,
          );
          expect(farthest(await next.seen.assignment.mean.data(), mean)).toBeLessThan(1e-4);
          expect(Number.isFinite(await lossOf(next.seen))).toBe(true);
          freeObservation(next.seen);
        }
        release(state);
      }
    },
  );
}

test('a lane with a queue leaks nothing, and repeats its steps from a held state', async () => {
  await onBackend('cpu');
  const config = checked({ ...SWAV, 'swav.queue_length': B });
  const tensors = tf.memory().numTensors;
  let { lane, state } = openLane(config, SHAPE);
  const on = (from: State, at: number) => {
    const x = images(at);
    const next = step(lane, from, x, config, random(1));
    x.dispose();
    freeObservation(next.seen);
    return next.state;
  };
  const counts: number[] = [];
  let held: State | undefined;
  for (let at = 0; at < 5; at++) {
    if (at === 3) held = hold(state);
    state = on(state, at);
    if (at < 3) counts.push(tf.memory().numTensors);
  }
  expect(new Set(counts).size).toBe(1);
  if (!held) throw new Error('nothing held');
  for (let at = 3; at < 5; at++) held = on(held, at);
  expect(await held.pack.data()).toEqual(await state.pack.data());
  release(state);
  release(held);
  expect(tf.memory().numTensors).toBe(tensors);
});

test('no queue, and a queue that is not in use yet, change nothing', async () => {
  await onBackend('cpu');
  const packs: Float32Array[] = [];
  for (const given of [
    { 'swav.queue_length': 0 },
    { 'swav.queue_start': 4 },
    { 'swav.queue_length': 1000 },
    { 'swav.queue_start': 2 },
  ]) {
    const config = checked({ ...SWAV, ...given });
    let { lane, state } = openLane(config, SHAPE);
    for (let at = 0; at < 4; at++) {
      const x = images(at);
      const next = step(lane, state, x, config, random(1));
      x.dispose();
      freeObservation(next.seen);
      state = next.state;
    }
    expect('queue' in state.method).toBe(config['swav.queue_length'] !== 0);
    packs.push((await state.pack.data()) as Float32Array);
    release(state);
  }
  expect(packs[1]).toEqual(packs[0]);
  expect(packs[2]).toEqual(packs[0]);
  // full after three steps, whatever it was asked
  expect(packs[3]).not.toEqual(packs[0]);
});

test('the scores of a queue count as memory', () => {
  const most = needOf(checked({ method: 'swav', K: 1024, D: 2, batch: 8, 'swav.queue_length': 2000 }), SHAPE);
  const bytes = 4 * 2 * 2008 * 1024;
  expect(most.largest).toEqual({ what: 'the scores of kept embeddings', bytes });
  expect(most.total).toBeGreaterThan(3 * bytes);
});
