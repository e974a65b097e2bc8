import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { smoothed } from '../../../src/plots/marks/smoothing.ts';

/** The definition, summed anew for every point. */
function byDefinition(xs: readonly number[], ys: readonly number[], weight: number, length: number) {
  return ys.map((_, i) => {
    const weights = xs.slice(0, i + 1).map((x) => Math.sqrt(weight) ** ((1000 * (xs[i] - x)) / length));
    const sum = weights.reduce((total, w, j) => total + w * ys[j], 0);
    return sum / weights.reduce((total, w) => total + w, 0);
  });
}

describe('smoothed', () => {
  const source = random(3).fork('smoothing');
  const xs = [0, 1, 2, 3, 4, 6, 9, 15, 22, 40, 41, 90, 200, 500];
  const ys = xs.map(() => source.normal());

  it('is the mean of all values so far, weighted by their distance on the axis', () => {
    for (const weight of [0.2, 0.6, 0.97]) {
      const wanted = byDefinition(xs, ys, weight, 500);
      smoothed(xs, ys, weight, 500).forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i], 10);
      });
    }
  });

  it('starts at the first value, keeps a constant, and is off at 0', () => {
    expect(smoothed(xs, ys, 0.99, 500)[0]).toBe(ys[0]);
    const flat = xs.map(() => 0.25);
    for (const value of smoothed(xs, flat, 0.9, 500)) expect(value).toBeCloseTo(0.25, 12);
    expect(smoothed(xs, ys, 0, 500)).toBe(ys);
  });

  it('smooths a run the same at ten times its length', () => {
    const long = smoothed(
      xs.map((x) => 10 * x),
      ys,
      0.8,
      5000,
    );
    smoothed(xs, ys, 0.8, 500).forEach((value, i) => {
      expect(long[i]).toBeCloseTo(value, 10);
    });
  });

  it('keeps a value that is not finite, and gives it no weight', () => {
    const gap = smoothed([0, 1, 2], [1, Number.NaN, 3], 0.9, 10);
    expect(gap[1]).toBeNaN();
    expect(gap[2]).toBeCloseTo(smoothed([0, 2], [1, 3], 0.9, 10)[1], 12);
  });
});
