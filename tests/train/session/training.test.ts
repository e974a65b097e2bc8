import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import type { Split } from '../../../src/base/images.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { loadImages } from '../../../src/train/session/load-images.ts';
import { Training } from '../../../src/train/session/training.ts';
import { freeObservation, lossOf } from '../../../src/train/step/observation.ts';
import { onBackend } from '../../backends.ts';
import { FAST, recorded, TINY } from './host.ts';

const CONFIG = checked({ ...TINY, steps: 3 });
let images: Split['train'];
beforeAll(async () => {
  await onBackend(FAST);
  images = (await loadImages(CONFIG, recorded().host)).train;
});

/** A lane with a clock that goes on by a second whenever it is read. */
function opened(room?: { readonly tensor: number }) {
  let now = 0;
  return new Training(CONFIG, images, room, () => now++);
}

async function advanced(training: Training): Promise<number> {
  const seen = training.advance();
  const loss = await lossOf(seen);
  freeObservation(seen);
  return loss;
}

test('a lane trains to its last step, and leaves no tensor', async () => {
  const before = tf.memory().numTensors;
  const training = opened();
  const counts: number[] = [];
  for (let step = 1; step <= 3; step++) {
    expect(training.finished).toBe(false);
    expect(await advanced(training)).toBeGreaterThan(0);
    expect(training.step).toBe(step);
    counts.push(tf.memory().numTensors);
  }
  expect(training.finished).toBe(true);
  expect(new Set(counts).size).toBe(1);
  training.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('steps, and waiting for them, count as training time', async () => {
  const training = opened();
  await advanced(training);
  expect(training.seconds).toBe(1);
  expect(await training.timed(async () => 'waited')).toBe('waited');
  expect(training.seconds).toBe(2);
  training.spend(0.5);
  expect(training.seconds).toBe(2.5);
  training.dispose();
});

test('a lane goes back to its last good state, and on from there', async () => {
  const training = opened();
  await advanced(training);
  training.keep();
  const kept = await training.state.pack.data();
  await advanced(training);
  expect(await training.state.pack.data()).not.toEqual(kept);
  expect(await training.good.pack.data()).toEqual(kept);
  training.back();
  expect(training.step).toBe(1);
  expect(await training.state.pack.data()).toEqual(kept);
  await advanced(training);
  expect(training.step).toBe(2);
  training.dispose();
});

test('compiling trains nothing and draws no batch', async () => {
  const [rehearsed, plain] = [opened(), opened()];
  const before = tf.memory().numTensors;
  await rehearsed.compile(() => {});
  expect(rehearsed.step).toBe(0);
  expect(tf.memory().numTensors).toBe(before);
  expect(await advanced(rehearsed)).toBe(await advanced(plain));
  for (const training of [rehearsed, plain]) training.dispose();
});

test('a refused knob leaves the config as it was', () => {
  const training = opened({ tensor: 2 ** 20 });
  training.turn('lr', 0.05);
  expect(() => training.turn('K', 32)).toThrow(TroubleError);
  expect(() => training.turn('lr', 7)).toThrow(TroubleError);
  expect(training.config).toEqual({ ...CONFIG, lr: 0.05 });
  training.dispose();
  expect(() => opened({ tensor: 1000 })).toThrow(TroubleError);
});
