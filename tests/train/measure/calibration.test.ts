import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { readPacked } from '../../../src/node/mnist-pack.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { calibrate, calibrates } from '../../../src/train/measure/calibration.ts';
import { loadImages } from '../../../src/train/session/load-images.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from '../session/host.ts';

test('a run that hardly moves its weights has learned nothing', async () => {
  const { host, inbox, of } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  const still = { seed: 3, encoder: 'conv', lr: 1e-5, K: 64, batch: 32, steps: 60, eval_images: 5000 };
  await runSession(still, FAST, host);
  const [{ knn, knnRandomInit, knnUntrained }] = of('summary');
  // statistics of batches alone bring ten points
  expect(knn - knnRandomInit).toBeGreaterThan(0.08);
  expect(Math.abs(knn - knnUntrained)).toBeLessThan(0.015);
  const [baseline] = of('baseline');
  expect(baseline).toMatchObject({ knnRandomInit, knnUntrained });
});

/** A calibrated lane: its weights by address, whether its encoder has batch norms, and how many tensors it leaves. */
async function calibrated(more: Readonly<Record<string, unknown>>) {
  const { host } = recorded();
  await host.openDevice(FAST, () => {});
  const config = checked({ ...TINY, ...more });
  const { train } = await loadImages(config, { ...host, read: readPacked });
  const { lane, state } = openLane(config, train);
  const before = tf.memory().numTensors;
  const calibration = await calibrate(lane, state, train, config, host.rest);
  const read = (address: string) =>
    tf.tidy(() => Array.from(calibration.weights(lane, state)(address).dataSync()));
  const found = { norms: calibrates(lane, config), read, lane, state };
  return {
    ...found,
    close: () => {
      calibration.dispose();
      const left = tf.memory().numTensors - before;
      release(state);
      return left;
    },
  };
}

test('an encoder with batch norms gets statistics of its batches, and keeps its weights', async () => {
  const { norms, read, lane, close } = await calibrated({});
  expect(norms).toBe(true);
  const [mean] = lane.layout.segments.filter(
    ({ address }) => address.includes('encoder') && address.endsWith('running_mean'),
  );
  expect(read(mean.address).some((value) => Math.abs(value) > 0.01)).toBe(true);
  const variance = read(mean.address.replace('mean', 'var'));
  expect(variance.every((value) => value > 0 && value !== 1)).toBe(true);
  // the head’s statistics stay as they start
  const head = lane.layout.segments.find(
    ({ address }) => address.startsWith('head') && address.endsWith('running_mean'),
  );
  expect(read(head?.address ?? '').every((value) => value === 0)).toBe(true);
  expect(close()).toBe(0);
});

test('an encoder without batch norms has none to calibrate', async () => {
  const { norms, close } = await calibrated({ encoder: 'vit', 'vit.width': 16, method: 'dino' });
  expect(norms).toBe(false);
  expect(close()).toBe(0);
});
