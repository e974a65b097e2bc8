import { expect, it } from 'vitest';
import { kernelMean, moments } from '../../../src/plots/density/moments.ts';
import { someAngles } from '../samples.ts';

const angles = someAngles(50, 'crowded');
const mean = (of: (angle: number) => number) =>
  angles.reduce((sum, angle) => sum + of(angle), 0) / angles.length;

it('are the mean cosines and sines of the multiples', () => {
  const { cos, sin } = moments(angles, 9);
  for (let n = 0; n <= 9; n++) {
    expect(cos[n]).toBeCloseTo(
      mean((angle) => Math.cos(n * angle)),
      6,
    );
    expect(sin[n]).toBeCloseTo(
      mean((angle) => Math.sin(n * angle)),
      6,
    );
  }
});

it('give the mean of a kernel at every angle of the grid', () => {
  const weights = [1, 0.6, 0.2, 0.5, 0.3, 0.7];
  const kernel = (delta: number) =>
    weights.reduce((sum, weight, n) => sum + (n === 0 ? 1 : 2) * weight * Math.cos(n * delta), 0);
  kernelMean(weights, moments(angles, 5), 16).forEach((value, j) => {
    expect(value).toBeCloseTo(
      mean((angle) => kernel((2 * Math.PI * j) / 16 - angle)),
      6,
    );
  });
});
