import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { embed } from '../../../src/train/lane/embedding.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { evaluating } from '../../../src/train/lane/network.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, teacherOf } from '../../../src/train/lane/state.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

/** Embeddings of four images by an untrained lane, with whitening statistics that shift and double them. */
async function embedded(more: Readonly<Record<string, unknown>>) {
  const { lane, state } = openLane(checked({ ...TINY, ...more }), { height: 8, width: 8, channels: 1 });
  const [branch] = lane.branches;
  const [outputs, z] = tf.tidy(() => {
    const net = evaluating(teacherOf(lane, state));
    const features = lane.features(net, tf.randomUniform([4, 8, 8, 1], 0, 1, 'float32', 5));
    const { D } = TINY;
    const whitening = {
      mean: tf.ones<tf.Rank.R2>([1, D]),
      covariance: tf.eye(D),
      matrix: tf.mul<tf.Tensor2D>(tf.eye(D), 2),
    };
    const given = 'head.output_norm' in more ? whitening : undefined;
    return [lane.head(branch, net, features), embed(lane, branch, net, features, () => given).z];
  });
  const found = { outputs: await outputs.array(), z: await z.array() };
  tf.dispose([outputs, z]);
  release(state);
  return found;
}

test('embeddings are head outputs, whitened or at unit length if the lane says so', async () => {
  const raw = await embedded({ 'head.embedding': 'raw' });
  expect(raw.z).toEqual(raw.outputs);

  const unit = await embedded({ 'head.embedding': 'unit' });
  for (const row of unit.z) expect(Math.hypot(...row)).toBeCloseTo(1, 5);

  const white = await embedded({ 'head.embedding': 'raw', 'head.output_norm': 'whiten' });
  white.z.forEach((row, i) => {
    row.forEach((value, d) => {
      expect(value).toBeCloseTo(2 * (white.outputs[i][d] - 1), 4);
    });
  });
});
