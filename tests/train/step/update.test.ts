import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { prototypesOf, release, type State, weightsOf } from '../../../src/train/lane/state.ts';
import { freeObservation } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { settle } from '../../../src/train/step/update.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

test('frozen prototypes stay at their start for their steps under every optimiser, and then move', async () => {
  await onBackend('cpu');
  for (const method of ['carp', 'swav', 'dino'])
    for (const optimizer of ['adamw', 'sgd', 'lars']) {
      const config = checked({ ...TINY, method, optimizer, lr: 0.02, freeze_prototypes: 3 });
      let { lane, state } = openLane(config, { height: 8, width: 8, channels: 1 });
      const of = async (now: State) => {
        const prototypes = tf.tidy(() => prototypesOf(lane, now));
        const values = await prototypes.data();
        prototypes.dispose();
        return values;
      };
      const start = (await of(state)).slice();
      const moved: number[] = [];
      for (let i = 0; i < 5; i++) {
        const images = tf.randomNormal<tf.Rank.R4>([8, 8, 8, 1], 0, 1, 'float32', i);
        const next = step(lane, state, images, config, random(1));
        images.dispose();
        freeObservation(next.seen);
        state = next.state;
        const now = await of(state);
        moved.push(Math.max(...now.map((value, k) => Math.abs(value - start[k]))));
      }
      release(state);
      expect(lane.layout.segments.some(({ address }) => address === PROTOTYPES)).toBe(true);
      // the teacher's average of equals, and unit rows made unit again, are a rounding apart
      expect(Math.max(...moved.slice(0, 3))).toBeLessThan(1e-6);
      expect(moved[4]).toBeGreaterThan(1e-6);
    }
});

test('SwAV’s learned prototypes settle at unit length, and those of other methods stay as they moved', async () => {
  await onBackend('cpu');
  for (const method of ['swav', 'dino']) {
    const { lane, state } = openLane(checked({ ...TINY, method }), { height: 8, width: 8, channels: 1 });
    const doubled = tf.tidy(() => settle(lane, tf.mul(state.pack, 2), [PROTOTYPES]));
    const rows = tf.tidy(() => weightsOf(lane, { ...state, pack: doubled }, 'student')(PROTOTYPES));
    const lengths = tf.norm(rows, 'euclidean', 1);
    for (const length of await lengths.data()) expect(length).toBeCloseTo(method === 'swav' ? 1 : 2, 5);
    tf.dispose([doubled, rows, lengths]);
    release(state);
  }
});
