import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { compileFor } from '../../../src/math/kernel/kernel.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { hold, release } from '../../../src/train/lane/state.ts';
import { freeObservation, lossOf } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { onBackend } from '../../backends.ts';
import { countGpu, counts, difference } from '../../bench/counts.ts';
import { whereItRuns } from '../../where-it-runs.ts';

// Counts what a step asks of WebGPU: a change that adds a dispatch or a submit to a default lane fails here.
// Sizes do not matter to the counts, as long as they are on the same side of each kernel's borders.

const SIZES = { batch: 16, K: 64, D: 16, 'head.hidden': 64 };
const WARM = 2;

/** Dispatches of a step by lane: with the conv encoder, with the mlp. */
const LANES: readonly (readonly [method: string, prototypes: string, conv: number, mlp: number])[] = [
  ['carp', 'joint', 41, 27],
  ['carp', 'decoupled', 47, 33],
  ['carp', 'fixed', 41, 27],
  ['swav', 'joint', 44, 30],
  ['swav', 'decoupled', 49, 35],
  ['dino', 'joint', 41, 27],
  ['dino', 'decoupled', 45, 31],
];
const CASES = [
  ...LANES.flatMap(([method, prototypes, conv, mlp]) => [
    [{ method, prototypes, encoder: 'conv' }, conv] as const,
    [{ method, prototypes, encoder: 'mlp', 'mlp.hidden': 64 }, mlp] as const,
  ]),
  // two blocks
  [{ method: 'carp', prototypes: 'joint', encoder: 'vit' }, 79] as const,
  [{ method: 'carp', prototypes: 'decoupled', encoder: 'vit' }, 85] as const,
  // targets and clustering balance every place by itself
  [{ method: 'capi', prototypes: 'clustering', encoder: 'vit' }, 158] as const,
];

const WHERE = whereItRuns('webgpu');

test.each(CASES)(
  'a step of %o: its dispatches, one submit, no new buffer, no reading back',
  WHERE,
  async (given, dispatches) => {
    countGpu();
    await onBackend('webgpu');
    const config = checked({ ...SIZES, ...given });
    let { lane, state } = openLane(config, { height: 28, width: 28, channels: 1 });
    for (let i = 0; i <= WARM; i++) {
      const source = random(7).fork(`images ${i}`);
      const values = Float32Array.from({ length: 32 * 784 }, () => source.uniform());
      const x = tf.tensor4d(values, [32, 28, 28, 1]);
      const before = counts();
      const next = step(lane, state, x, config, random(1));
      const asked = difference(counts(), before);
      x.dispose();
      state = next.state;
      if (i === WARM) {
        expect(asked.dispatches).toBe(dispatches);
        expect(asked.submits).toBe(1);
        expect(asked.buffersCreated).toBe(0);
        expect(asked.pipelines).toBe(0);
        expect(asked.readBacks).toBe(0);
      }
      await lossOf(next.seen);
      freeObservation(next.seen);
    }
  },
);

test('a second start of the same shapes compiles nothing', WHERE, async () => {
  countGpu();
  const config = checked({ ...SIZES, K: 32 });
  const compiled: number[] = [];
  for (let start = 0; start < 2; start++) {
    await onBackend('webgpu');
    const before = counts();
    const { lane, state } = openLane(config, { height: 28, width: 28, channels: 1 });
    const { seen } = step(lane, state, tf.zeros([32, 28, 28, 1]), config, random(1));
    await lossOf(seen);
    compiled.push(difference(counts(), before).pipelines);
  }
  expect(compiled[0]).toBeGreaterThan(0);
  expect(compiled[1]).toBe(0);
});

test('a rehearsed step finds all its programs compiled, and moved nothing', WHERE, async () => {
  countGpu();
  await onBackend('webgpu');
  const config = checked({ ...SIZES, K: 48 });
  const { lane, state } = openLane(config, { height: 28, width: 28, channels: 1 });
  const images = tf.randomUniform<tf.Rank.R4>([32, 28, 28, 1], 0, 1, 'float32', 3);
  const start = await state.pack.data();
  const told: (readonly [number, number])[] = [];
  await compileFor(
    () => {
      const rehearsed = step(lane, hold(state), images, config, random(1));
      release(rehearsed.state);
      freeObservation(rehearsed.seen);
    },
    (ready, all) => told.push([ready, all]),
  );
  expect(told.length).toBeGreaterThan(10);
  expect(told.at(-1)).toEqual([told.length, told.length]);
  expect(await state.pack.data()).toEqual(start);
  const before = counts();
  const { seen } = step(lane, state, images, config, random(1));
  expect(difference(counts(), before).pipelines).toBe(0);
  expect(await lossOf(seen)).toBeGreaterThan(0);
});
