import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import type { BackendName } from '../../../src/base/messages.ts';
import { random } from '../../../src/base/random.ts';
import type { Section } from '../../../src/math/update/pack.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { runningMean } from '../../../src/train/lane/network.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, weightsOf } from '../../../src/train/lane/state.ts';
import { freeObservation } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { BACKENDS, onBackend } from '../../backends.ts';
import { whereItRuns } from '../../where-it-runs.ts';
import { TINY } from '../session/host.ts';

const SHAPE = { height: 8, width: 8, channels: 1 };
const SMALL = { ...TINY, 'conv.width': 8, 'vit.patch': 2, 'vit.width': 16, lr: 0.01 };
const CROPS = { 'views.local_crops': 2, 'views.local_size': 4 };

function images(count: number, side: number, seed: number): tf.Tensor4D {
  const source = random(seed);
  const values = Float32Array.from({ length: count * side ** 2 }, () => source.normal());
  return tf.tensor4d(values, [count, side, side, 1]);
}

/** Trains three steps. Returns weights of the student's head, and the running mean of its first norm. */
async function trained(config: RunConfig, on: BackendName, locals: boolean) {
  await onBackend(on);
  let { lane, state } = openLane(config, SHAPE);
  const counts: number[] = [];
  for (let i = 0; i < 3; i++) {
    const [x, y] = [images(2 * TINY.batch, 8, i), images(2 * TINY.batch, 4, 10 + i)];
    const next = step(lane, state, x, config, random(1), locals ? y : undefined);
    tf.dispose([x, y]);
    state = next.state;
    freeObservation(next.seen);
    counts.push(tf.memory().numTensors);
  }
  expect(counts).toEqual([counts[0], counts[0], counts[0]]);
  const valuesAt = async (address: string, section: Section) => {
    const view = tf.tidy(() => tf.clone(weightsOf(lane, state, section)(address)));
    const values = Float32Array.from(await view.data());
    view.dispose();
    return values;
  };
  const kernel = await valuesAt('head/dense2/kernel', 'student');
  const mean = await valuesAt(runningMean('head/dense1'), 'teacher');
  release(state);
  return { kernel, mean };
}

const apart = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));

for (const backend of BACKENDS) {
  for (const encoder of ['conv', 'vit'])
    test(
      `multi-crop trains ${encoder} alike on ${backend}, leaks nothing, and leaves the teacher's statistics alone`,
      whereItRuns(backend),
      async () => {
        const config = checked({ ...SMALL, ...CROPS, method: 'dino', encoder });
        const cpu = await trained(config, 'cpu', true);
        const without = await trained(config, backend, false);
        const here = await trained(config, backend, true);
        expect(apart(cpu.kernel, here.kernel)).toBeLessThan(2e-4);
        expect(apart(here.kernel, without.kernel)).toBeGreaterThan(1e-3);
        // the teacher follows the student slowly, and never sees a local view
        expect(apart(here.mean, without.mean)).toBeLessThan(1e-2);
      },
    );

  test(
    `a student that predicts masked patches trains alike on ${backend}`,
    whereItRuns(backend),
    async () => {
      const config = checked({ ...SMALL, method: 'capi', prototypes: 'clustering', encoder: 'vit' });
      const [cpu, here] = [await trained(config, 'cpu', false), await trained(config, backend, false)];
      expect(apart(cpu.kernel, here.kernel)).toBeLessThan(2e-4);
    },
  );
}
