import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, weightsOf } from '../../../src/train/lane/state.ts';
import { onBackend } from '../../backends.ts';

const MNIST = { height: 28, width: 28, channels: 1 };
const KERNEL = 'encoder/conv2/kernel';

/** Values of one kernel of a fresh lane. */
async function kernelOf(config: Readonly<Record<string, unknown>>): Promise<Float32Array> {
  const { lane, state } = openLane(checked({ K: 32, D: 16, ...config }), MNIST);
  const values = (await tf.tidy(() => weightsOf(lane, state, 'student')(KERNEL)).data()) as Float32Array;
  release(state);
  return values;
}

const deviation = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

describe('initial weights', () => {
  beforeAll(() => onBackend('cpu'));

  test('are uniform within 1/√fan-in for CARP and SwAV', async () => {
    for (const method of ['carp', 'swav']) {
      const values = await kernelOf({ method });
      const bound = 1 / Math.sqrt(9 * 16);
      expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
      expect(deviation(values)).toBeCloseTo(bound / Math.sqrt(3), 3);
    }
  });

  test('are normal with a deviation of 0.02 for DINO, or wherever asked', async () => {
    expect(Math.abs(deviation(await kernelOf({ method: 'dino' })) / 0.02 - 1)).toBeLessThan(0.05);
    const asked = await kernelOf({ method: 'carp', initial_weights: 'dino' });
    expect(asked).toEqual(await kernelOf({ method: 'dino' }));
  });

  test('are the same for joint and decoupled lanes of one seed', async () => {
    expect(await kernelOf({ prototypes: 'joint' })).toEqual(await kernelOf({ prototypes: 'decoupled' }));
    expect(await kernelOf({ seed: 1 })).not.toEqual(await kernelOf({ seed: 2 }));
  });
});
