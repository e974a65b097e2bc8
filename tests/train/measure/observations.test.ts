import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { USAGE_WINDOW } from '../../../src/base/usage-window.ts';
import { Observations } from '../../../src/train/measure/observations.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

/** The observation of step `i`. */
const seen = (i: number) => ({
  terms: { half: tf.scalar(i / 2), rest: tf.tensor1d([i / 4, i / 4]) },
  winners: tf.tensor1d([i, i + 1], 'int32'),
  assignment: tf.tensor1d([i, 0.5, 0.25]),
  embeddings: tf.tensor2d([[i, i + 0.5]]),
});

test('every loss is read back, and the winners and assignments of the last steps', async () => {
  const before = tf.memory().numTensors;
  for (const count of [0, 1, USAGE_WINDOW, USAGE_WINDOW + 1, 3 * USAGE_WINDOW]) {
    const observations = new Observations();
    for (let i = 0; i < count; i++) observations.push(seen(i));
    const along = tf.tensor2d([[7, 8]]);
    const { losses, terms, winners, assignments, embeddings, values } = await observations.read([along]);
    along.dispose();
    const steps = Array.from({ length: count }, (_, i) => i);
    expect(losses).toEqual(steps);
    expect(terms).toEqual(count ? { half: steps.map((i) => i / 2), rest: steps.map((i) => i / 2) } : {});
    const last = steps.slice(-USAGE_WINDOW);
    expect(winners.map((two) => Array.from(two))).toEqual(last.map((i) => [i, i + 1]));
    expect(assignments.map((all) => Array.from(all))).toEqual(last.map((i) => [i, 0.5, 0.25]));
    expect(values.map((x) => Array.from(x))).toEqual([[7, 8]]);
    expect(Array.from(embeddings)).toEqual(count ? [count - 1, count - 0.5] : []);
    expect(tf.memory().numTensors).toBe(before);
  }
});

test('observations that were never read are freed', () => {
  const before = tf.memory().numTensors;
  const observations = new Observations();
  for (let i = 0; i < USAGE_WINDOW + 3; i++) observations.push(seen(i));
  observations.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
