import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { clusteringStep, clustersAt } from '../../src/math/estimators/clustering.ts';
import { normaliseRows } from '../../src/math/rows/sphere.ts';
import { clustering } from '../../src/prototypes/clustering.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';

const values = valuesOf(checked({ prototypes: 'clustering' }), clustering.knobs, 'clustering');

test('a knob says whether places are balanced each by itself or all together', async () => {
  await onBackend('cpu');
  const x = normaliseRows(tf.randomNormal<tf.Rank.R2>([12, 4], 0, 1, 'float32', 1));
  const start = clustersAt(tf.randomNormal<tf.Rank.R2>([5, 4], 0, 1, 'float32', 2));
  const settings = (positions: number) => ({
    targetTemp: values.target_temp,
    predTemp: values.pred_temp,
    iterations: values.sinkhorn_iterations,
    positions,
  });
  const moved = async (balance: 'places' | 'together') => {
    const context = { random: random(1), positions: 3 };
    return Array.from(
      (await clustering.observe?.(x, start, { ...values, balance }, context)?.prototypes?.data()) ?? [],
    );
  };
  const wanted = async (positions: number) =>
    Array.from(await clusteringStep(x, start, settings(positions), values.lr).prototypes.data());
  expect(await moved('places')).toEqual(await wanted(3));
  expect(await moved('together')).toEqual(await wanted(1));
  expect(await moved('together')).not.toEqual(await moved('places'));
});

test('the encoder’s loss sees the prototypes from before the update', async () => {
  await onBackend('cpu');
  const x = normaliseRows(tf.randomNormal<tf.Rank.R2>([6, 4], 0, 1, 'float32', 1));
  const start = clustering.start(tf.randomNormal<tf.Rank.R2>([5, 4], 0, 1, 'float32', 2), values, 6);
  const next = clustering.observe?.(x, start, values, { random: random(1), positions: 1 }) ?? {};
  expect(await clustering.prototypes(next)?.data()).toEqual(await start.prototypes.data());
  expect(await next.prototypes?.data()).not.toEqual(await start.prototypes.data());
});
