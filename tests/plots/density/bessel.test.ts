import { describe, expect, it } from 'vitest';
import { scaledBessel } from '../../../src/plots/density/bessel.ts';
import { besselSeries } from '../bessel-series.ts';

describe('scaledBessel', () => {
  it.each([0, 0.01, 1, 8, 30.9, 60])('meets the power series at x = %d', (x) => {
    const values = scaledBessel(x, 12);
    for (let n = 0; n <= 12; n++)
      expect(values[n] / (besselSeries(x, n) * Math.exp(-x))).toSatisfy(
        (ratio: number) => Math.abs(ratio - 1) < 1e-10 || besselSeries(x, n) === 0,
      );
  });

  it('stays finite where I_0 itself overflows', () => {
    // I_0(x) exp(-x) = (1 + 1/8x + 9/128x² + ...) / sqrt(2πx), Abramowitz and Stegun 9.7.1.
    const x = 5000;
    const asymptotic = (1 + 1 / (8 * x) + 9 / (128 * x * x)) / Math.sqrt(2 * Math.PI * x);
    expect(scaledBessel(x, 3)[0] / asymptotic).toBeCloseTo(1, 10);
  });
});
