import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { assignment } from '../../../src/math/losses/assignment.ts';
import { checked, valuesOf } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, weightsOf } from '../../../src/train/lane/state.ts';
import { lossOnPrototypes, lossOnViews } from '../../../src/train/step/loss.ts';
import { sumOf } from '../../../src/train/step/observation.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

const SHAPE = { height: 8, width: 8, channels: 1 };
const K = 6;
const scores = (rows: number, seed: number) => {
  const student = tf.randomNormal<tf.Rank.R2>([rows, K], 0, 1, 'float32', seed);
  return { teacher: student, student, stacked: student };
};

test('the loss on views has a slope for global views and one for local ones', async () => {
  const config = checked({ ...TINY, method: 'dino' });
  const { lane, state } = openLane(config, SHAPE);
  const values = valuesOf(config, lane.method.knobs, lane.method.id);
  const context = { step: 0, steps: 10, random: random(1), unit: true };
  const [globals, locals] = [scores(4, 1), scores(6, 2)];
  const q = tf.softmax(scores(4, 3).student);
  const targets = { values: q, assignment: assignment(q, q) };
  const both = lossOnViews(lane, globals, locals, targets, values, context);
  expect(both.slopes.map(([made, slope]) => [made === globals.stacked, slope.shape])).toEqual([
    [true, [4, K]],
    [false, [6, K]],
  ]);
  const alone = lossOnViews(lane, globals, undefined, targets, values, context);
  expect(alone.slopes).toHaveLength(1);
  // three more pairs of views an image share the mean
  const total = async ({ terms }: typeof both) =>
    sumOf(await Promise.all(Object.values(terms).map(async (term) => sumOf(await term.data()))));
  expect(await total(both)).toBeGreaterThan(0);
  expect(await total(both)).not.toBeCloseTo(await total(alone), 4);
  release(state);
});

test('KoLeo-Proto has a term and a gradient for each bank of learned prototypes', () => {
  const lossOf = (more: Readonly<Record<string, unknown>>) => {
    const config = checked({
      ...TINY,
      method: 'dinov2',
      encoder: 'vit',
      'vit.patch': 4,
      'vit.width': 16,
      ...more,
    });
    const { lane, state } = openLane(config, SHAPE);
    const values = valuesOf(config, lane.estimator.knobs, lane.estimator.id);
    const student = weightsOf(lane, state, 'student');
    const found = lossOnPrototypes(lane, Object.keys(state.banks), student, values);
    release(state);
    return found;
  };
  const joint = lossOf({ 'joint.koleo_weight': 0.1 });
  expect(Object.keys(joint.terms)).toEqual(['KoLeo-Proto', 'patch KoLeo-Proto']);
  expect(Object.keys(joint.gradients)).toEqual(['head/prototypes', 'patch_head/prototypes']);
  for (const gradient of Object.values(joint.gradients)) expect(gradient.shape).toEqual([TINY.K, TINY.D]);
  expect(lossOf({})).toEqual({ terms: {}, gradients: {} });
  expect(lossOf({ prototypes: 'fixed', 'joint.koleo_weight': 0.1 })).toEqual({ terms: {}, gradients: {} });
});
