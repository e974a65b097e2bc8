import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { acrossViews } from '../../src/methods/crops.ts';
import { sumOf } from '../../src/train/step/observation.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

const [BATCH, K, TEMPERATURE] = [2, 3, 0.5];

test.each([2, 4])(
  'each of %i student views is compared with every teacher view but its own, as a mean over all pairs',
  async (crops) => {
    const scores = tf.randomNormal<tf.Rank.R2>([crops * BATCH, K], 0, 1, 'float32', 1);
    const q = tf.softmax(tf.randomNormal<tf.Rank.R2>([2 * BATCH, K], 0, 1, 'float32', 2));
    const logs = await tf.logSoftmax(tf.div<tf.Tensor2D>(scores, TEMPERATURE)).array();
    const targets = await q.array();
    let sum = 0;
    let pairs = 0;
    for (let a = 0; a < 2; a++)
      for (let b = 0; b < crops; b++) {
        if (a === b) continue;
        pairs++;
        for (let i = 0; i < BATCH; i++)
          targets[a * BATCH + i].forEach((value, k) => {
            sum -= value * logs[b * BATCH + i][k];
          });
      }
    const { terms, slope } = acrossViews('across', scores, q, TEMPERATURE);
    const losses = await terms['across'].data();
    expect(sumOf(losses)).toBeCloseTo(sum / (pairs * BATCH), 5);
    expect(slope.shape).toEqual([crops * BATCH, K]);
  },
);
