import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { USAGE_ROWS, windowSteps } from '../../../src/base/usage-window.ts';
import { Observations } from '../../../src/train/measure/observations.ts';
import type { Observation } from '../../../src/train/step/observation.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

const ROWS = USAGE_ROWS / 4;
const WINDOW = windowSteps(ROWS);

/** The observation of step `i`, of which four fill the usage window. */
const seen = (i: number, patches = false): Observation => ({
  terms: { half: tf.scalar(i / 2), rest: tf.tensor1d([i / 4, i / 4]) },
  assignment: {
    winners: tf.fill([ROWS], i, 'int32'),
    balanced: tf.fill([ROWS], i + 1, 'int32'),
    mean: tf.tensor1d([i, 0.5, 0.25]),
  },
  ...(patches && { patchWinners: tf.tensor1d([i, i + 2], 'int32') }),
  embeddings: tf.tensor2d([[i, i + 0.5]]),
});

test('every loss and every winner is read back, and the targets of the last steps', async () => {
  const before = tf.memory().numTensors;
  for (const patches of [false, true])
    for (const count of [0, 1, WINDOW, WINDOW + 1, 3 * WINDOW]) {
      const observations = new Observations();
      for (let i = 0; i < count; i++) observations.push(seen(i, patches));
      const along = tf.tensor2d([[7, 8]]);
      const found = await observations.read([along]);
      along.dispose();
      const each = Array.from({ length: count }, (_, i) => i);
      expect(found.losses).toEqual(each);
      expect(found.terms).toEqual(
        count ? { half: each.map((i) => i / 2), rest: each.map((i) => i / 2) } : {},
      );
      expect(found.steps.map(({ winners }) => [winners.length, winners[0], winners[ROWS - 1]])).toEqual(
        each.map((i) => [ROWS, i, i]),
      );
      expect(found.steps.map(({ patchWinners }) => patchWinners && Array.from(patchWinners))).toEqual(
        each.map((i) => (patches ? [i, i + 2] : undefined)),
      );
      expect(found.steps.map(({ targets }) => targets && [targets.winners[0], ...targets.mean])).toEqual(
        each.map((i) => (i >= count - WINDOW ? [i + 1, i, 0.5, 0.25] : undefined)),
      );
      expect(found.values.map((x) => Array.from(x))).toEqual([[7, 8]]);
      expect(Array.from(found.embeddings)).toEqual(count ? [count - 1, count - 0.5] : []);
      expect(tf.memory().numTensors).toBe(before);
    }
});

test('observations that were never read are freed', () => {
  const before = tf.memory().numTensors;
  const observations = new Observations();
  for (let i = 0; i < WINDOW + 3; i++) observations.push(seen(i, true));
  observations.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
