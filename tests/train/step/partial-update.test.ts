import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { hold, prototypesOf, release, type State } from '../../../src/train/lane/state.ts';
import { freeObservation } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

const ROWS = 2 * TINY.batch;
const SHAPE = { height: 8, width: 8, channels: 1 };

test.each([
  ['carp', 'joint', {}],
  ['dino', 'joint', {}],
  ['carp', 'decoupled', {}],
  ['swav', 'spherical', { 'head.output_norm': 'whiten' }],
  ['ibot', 'joint', { encoder: 'vit', 'vit.patch': 4, 'vit.width': 16, 'ibot.shared_head': false }],
] as const)(
  'the halves of a step of %s with %s prototypes are those of the whole step',
  async (method, prototypes, more) => {
    await onBackend('cpu');
    const config = checked({ ...TINY, ...more, method, prototypes, lr: 0.01 });
    const { lane, state: start } = openLane(config, SHAPE);
    const source = random(7);
    const values = Float32Array.from({ length: ROWS * 64 }, () => source.normal());
    const stepped = (from: State, update: string) => {
      const x = tf.tensor4d(values, [ROWS, 8, 8, 1]);
      const { state, seen } = step(lane, hold(from), x, checked({ ...config, update }), random(1));
      x.dispose();
      freeObservation(seen);
      return state;
    };
    // a step ahead, so that moments and statistics are not zero
    const from = stepped(start, 'both');
    const states = {
      from,
      both: stepped(from, 'both'),
      encoder: stepped(from, 'encoder'),
      prototypes: stepped(from, 'prototypes'),
    };
    const cut = Math.min(
      lane.layout.length,
      ...lane.layout.segments.filter(({ address }) => address in from.banks).map(({ offset }) => offset),
    );
    const parts = async (state: State) => {
      const rows = (await state.pack.array()) as number[][];
      const bank = prototypesOf(lane, state);
      const seen = {
        weights: rows.map((row) => row.slice(0, cut)),
        learned: rows.map((row) => row.slice(cut)),
        bank: await bank.array(),
      };
      bank.dispose();
      return seen;
    };
    const [old, both, encoder, alone] = await Promise.all(Object.values(states).map(parts));
    expect(both.weights).not.toEqual(old.weights);
    expect(both.bank).not.toEqual(old.bank);

    expect(encoder.weights).toEqual(both.weights);
    expect(encoder.learned).toEqual(old.learned);
    expect(encoder.bank).toEqual(old.bank);

    expect(alone.weights).toEqual(old.weights);
    expect(alone.learned).toEqual(both.learned);
    expect(alone.bank).toEqual(both.bank);

    const mean = async (state: State) => (await state.banks[PROTOTYPES]?.whitening?.mean.array()) ?? [];
    expect(await mean(states.encoder)).toEqual(await mean(states.both));
    expect(await mean(states.prototypes)).toEqual(await mean(from));
    if (prototypes === 'spherical') expect(await mean(states.both)).not.toEqual(await mean(from));
    expect(Object.values(states).map((state) => state.step)).toEqual([1, 2, 2, 2]);
    // a half leaves nothing behind
    for (const update of ['encoder', 'prototypes']) {
      const count = tf.memory().numTensors;
      release(stepped(from, update));
      expect(tf.memory().numTensors).toBe(count);
    }
    for (const state of [start, ...Object.values(states)]) release(state);
  },
);
