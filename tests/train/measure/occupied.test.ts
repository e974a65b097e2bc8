import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { random } from '../../../src/base/random.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { uniquePrototypes } from '../../../src/metrics/collapse.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { occupiedAndUnique } from '../../../src/train/measure/occupied.ts';
import { onBackend } from '../../backends.ts';
import { FAST, TINY } from '../session/host.ts';

test('counts the unique ones among the prototypes that have an image', async () => {
  await onBackend(FAST);
  const { lane, state } = openLane(checked({ ...TINY, prototypes: 'fixed' }), {
    height: 28,
    width: 28,
    channels: 1,
  });
  const { K, D } = TINY;
  const rows = unitRows(K, D, random(1));
  // the last prototype is a copy of the first
  rows.copyWithin((K - 1) * D, 0, D);
  const banks = { [PROTOTYPES]: { estimator: { rows: tf.tensor2d(rows, [K, D]) } } };
  const before = tf.memory().numTensors;
  for (const members of [[0], [0, 1], [0, 1, K - 1], Array.from({ length: K }, (_, k) => k)]) {
    const occupied = Uint8Array.from({ length: K }, (_, k) => (members.includes(k) ? 1 : 0));
    const found = await occupiedAndUnique(
      lane,
      { ...state, banks },
      occupied,
      () => performance.now(),
      async () => {},
    );
    const { unique } = uniquePrototypes(rows, K, D, EPSILONS, occupied);
    expect(found).toEqual(unique.map((count) => count / K));
  }
  expect(tf.memory().numTensors).toBe(before);
  release(state);
});
