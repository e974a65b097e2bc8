import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { clusteringStep, clustersAt, onlineClustering } from '../../../src/math/estimators/clustering.ts';
import { ofRank } from '../../../src/math/kernel/rank.ts';
import { normaliseRows } from '../../../src/math/rows/sphere.ts';
import { BACKENDS, onBackend } from '../../backends.ts';
import { whereItRuns } from '../../where-it-runs.ts';
import { normals } from '../kernel/kernel-check.ts';

const SETTINGS = { targetTemp: 0.3, predTemp: 0.5, iterations: 3, positions: 2 };
const matrix = (rows: number, columns: number, seed: number) => ofRank(normals([rows, columns], seed), 2);
const distance = async (a: tf.Tensor, b: tf.Tensor) => (await tf.max(tf.abs(tf.sub(a, b))).data())[0];

for (const backend of BACKENDS) {
  test(
    `the gradient is that of the loss with fixed targets on ${backend}`,
    whereItRuns(backend),
    async () => {
      await onBackend(backend);
      const x = normaliseRows(matrix(8, 4, 1));
      const prototypes = matrix(5, 4, 2);
      const { assignments, losses, slope } = onlineClustering(x, prototypes, SETTINGS);
      const plain = (c: tf.Tensor) => {
        const logits = tf.div(tf.matMul(x, tf.transpose(c)), SETTINGS.predTemp);
        return tf.neg(tf.mean(tf.sum(tf.mul(assignments, tf.logSoftmax(logits)), 1)));
      };
      expect(await distance(tf.sum(losses), plain(prototypes))).toBeLessThan(1e-5);
      expect(await distance(slope, tf.grad(plain)(prototypes))).toBeLessThan(1e-5);
    },
  );
}

test('a step is one of AdamW with its bias correction, and keeps the prototypes from before', async () => {
  await onBackend('cpu');
  const x = normaliseRows(matrix(8, 4, 1));
  const prototypes = matrix(5, 4, 2);
  const start = clustersAt(prototypes);
  const lr = 0.01;
  const first = clusteringStep(x, start, SETTINGS, lr);
  // the first step of Adam moves every value by the learning rate, against its gradient's sign
  const { slope } = onlineClustering(x, prototypes, SETTINGS);
  const decayed = tf.mul(prototypes, 1 - 0.01 * lr);
  expect(await distance(first.prototypes, tf.sub(decayed, tf.mul(lr, tf.sign(slope))))).toBeLessThan(1e-6);
  expect(await distance(first.m, tf.mul(0.1, slope))).toBeLessThan(1e-7);
  expect(await distance(first.v, tf.mul(0.05, tf.square(slope)))).toBeLessThan(1e-7);
  expect((await first.count.data())[0]).toBe(1);
  expect(await distance(first.before, prototypes)).toBe(0);
  expect(await distance(clusteringStep(x, first, SETTINGS, lr).before, first.prototypes)).toBe(0);
});
