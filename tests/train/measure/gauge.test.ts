import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { Gauge } from '../../../src/train/measure/gauge.ts';
import { Observations } from '../../../src/train/measure/observations.ts';
import { onBackend } from '../../backends.ts';
import { FAST, TINY } from '../session/host.ts';

/** Too many prototypes to count them all at every report. */
const K = 2500;
const MANY = { ...TINY, K, prototypes: 'fixed' };

test('a single number that is not finite is trouble, even in a prototype that is not read back', async () => {
  await onBackend(FAST);
  const { lane, state } = openLane(checked(MANY), { height: 28, width: 28, channels: 1 });
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const rows = unitRows(K, TINY.D, random(1));
    rows[(K - 1) * TINY.D] = bad; // the last row is in no sample
    const estimator = { rows: tf.tensor2d(rows, [K, TINY.D]) };
    const banks = { [PROTOTYPES]: { estimator } };
    const read = new Gauge(K, TINY.D, TINY.batch).read(lane, { ...state, banks }, new Observations());
    await expect(read).rejects.toThrow(/A prototype is -?(NaN|Infinity)/);
    estimator.rows.dispose();
  }
  release(state);
});
