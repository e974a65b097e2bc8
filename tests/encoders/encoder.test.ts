import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { catalogue, checked, valuesOf } from '../../src/train/lane/menu.ts';
import { evaluating } from '../../src/train/lane/network.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { release, teacherOf } from '../../src/train/lane/state.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

test.each(catalogue.shelves.encoder.map(({ id }) => id))(
  '%s and the head behind it make features and embeddings of the sizes they announce',
  (id) => {
    const config = checked({ encoder: id, K: 16, D: 8 });
    const { lane, state } = openLane(config, { height: 28, width: 28, channels: 1 });
    const { encoder, branches } = lane;
    const [features, outputs] = tf.tidy(() => {
      const net = evaluating(teacherOf(lane, state));
      const x = lane.features(net, tf.zeros([3, 28, 28, 1]));
      return [x, lane.head(branches[0], net, x)];
    });
    expect(features.shape).toEqual([3, encoder.featureSize(valuesOf(config, encoder.knobs, encoder.id))]);
    expect(outputs.shape).toEqual([3, 8]);
    // kernels decay, and neither biases nor norms do
    for (const { address } of lane.layout.segments)
      if (/\/(bias|gamma|beta)$/.test(address)) expect(lane.decays.has(address), address).toBe(false);
    expect(lane.decays.has('head/dense1/kernel')).toBe(true);
    tf.dispose([features, outputs]);
    release(state);
  },
);
