import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { resampling } from '../../../src/math/layers/resample.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

/** Positions resampled, by token. */
function resampled(positions: readonly number[], to: number): number[] {
  return tf.tidy(() => {
    const column = tf.tensor2d([...positions], [positions.length, 1]);
    return Array.from(tf.matMul(resampling(positions.length, to), column).dataSync());
  });
}

test('[CLS] and a grid of the same size stay', () => {
  const positions = [7, 0, 1, 2, 3];
  expect(resampled(positions, 5)).toEqual(positions);
});

test('a grid of half the side has the means of 2 x 2 squares', () => {
  const grid = Array.from({ length: 16 }, (_, i) => i * i);
  const mean = (i: number) => (grid[i] + grid[i + 1] + grid[i + 4] + grid[i + 5]) / 4;
  expect(resampled([-1, ...grid], 5)).toEqual([-1, mean(0), mean(2), mean(8), mean(10)]);
});

test('a larger grid repeats its edges, is linear between, and has weights that sum to one', () => {
  // PyTorch: F.interpolate(torch.tensor([[[[0., 1.], [2., 3.]]]]), (4, 4), mode='bilinear')
  const row = (first: number) => [0, 0.25, 0.75, 1].map((value) => first + value);
  const expected = [0, 0.5, 1.5, 2].flatMap(row);
  expect(resampled([9, 0, 1, 2, 3], 17)).toEqual([9, ...expected]);
  expect(resampled([1, 1], 10)).toEqual(new Array(10).fill(1));
  for (const [from, to] of [
    [17, 10],
    [10, 17],
    [2, 5],
  ])
    for (const sum of tf.tidy(() => tf.sum(resampling(from, to), 1).dataSync()))
      expect(sum).toBeCloseTo(1, 6);
});

test('patches that form no square grid are refused', () => {
  expect(() => resampling(7, 5)).toThrow(/6 patches are no square grid/);
});
