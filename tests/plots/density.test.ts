import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { angleDensity, sharedDensityMax } from '../../src/plots/angles.ts';
import { bandwidth } from '../../src/plots/marks/bandwidth.ts';
import { scaledBessel } from '../../src/plots/marks/bessel.ts';
import { densityImage } from '../../src/plots/marks/density-image.ts';
import { peakOverMean, ringDensity } from '../../src/plots/ring.ts';
import { someAngles } from './samples.ts';

/** I_n(x) by its power series (Abramowitz and Stegun 9.6.10), good for small x. */
function besselSeries(x: number, n: number): number {
  let term = 1;
  for (let i = 1; i <= n; i++) term *= x / 2 / i;
  let sum = 0;
  for (let k = 0; k < 400; k++) {
    sum += term;
    term *= (x / 2) ** 2 / ((k + 1) * (k + 1 + n));
  }
  return sum;
}

/** Von Mises density straight from its formula, one kernel a point. */
function vonMises(angles: Float32Array, phi: number): number {
  const kappa = bandwidth(angles.length) ** -2;
  let sum = 0;
  for (const theta of angles) sum += Math.exp(kappa * Math.cos(phi - theta));
  return sum / (angles.length * 2 * Math.PI * besselSeries(kappa, 0));
}

/** Planar Gaussian density straight from its formula. */
function planar(angles: Float32Array, x: number, y: number): number {
  const h2 = bandwidth(angles.length) ** 2;
  let sum = 0;
  for (const theta of angles)
    sum += Math.exp(-((x - Math.cos(theta)) ** 2 + (y - Math.sin(theta)) ** 2) / (2 * h2));
  return sum / (angles.length * 2 * Math.PI * h2);
}

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

describe('bandwidth', () => {
  it('is 0.18 at 512, widens for fewer points and stays within its range', () => {
    expect(bandwidth(512)).toBeCloseTo(0.1826, 4);
    expect(bandwidth(64)).toBeGreaterThan(bandwidth(512));
    expect(bandwidth(65536)).toBeCloseTo(0.081, 3);
    expect(bandwidth(1)).toBe(0.35);
    expect(bandwidth(10_000_000)).toBe(0.08);
  });
});

describe('angleDensity', () => {
  it.each([
    [512, 'crowded'],
    [512, 'even'],
    [40, 'crowded'],
    [1, 'even'],
    [512, 'collapsed'],
  ] as const)('meets the direct formula for %d %s angles', (count, kind) => {
    const angles = someAngles(count, kind);
    const density = angleDensity(angles, 64);
    for (let i = 0; i < 64; i++) {
      const direct = vonMises(angles, -Math.PI + (2 * Math.PI * i) / 64);
      expect(Math.abs(density[i] - direct)).toBeLessThan(1e-9);
    }
  });

  it('integrates to 1', () => {
    for (const kind of ['crowded', 'even', 'collapsed'] as const) {
      const density = angleDensity(someAngles(300, kind));
      const integral = density.reduce((sum, value) => sum + value, 0) * ((2 * Math.PI) / density.length);
      expect(integral).toBeCloseTo(1, 9);
    }
  });

  it('is zero without angles', () => {
    expect(Math.max(...angleDensity(new Float32Array(0)))).toBe(0);
  });

  it('shares one axis that holds every lane', () => {
    const crowded = someAngles(512, 'crowded');
    const collapsed = someAngles(512, 'collapsed');
    expect(sharedDensityMax([crowded, collapsed])).toBeGreaterThanOrEqual(
      Math.max(...angleDensity(collapsed)),
    );
    expect(sharedDensityMax([])).toBe(0.4);
  });
});

describe('ringDensity', () => {
  it.each(['crowded', 'even', 'collapsed'] as const)(
    'meets the direct formula within 1 %% of the peak, %s',
    (kind) => {
      const angles = someAngles(256, kind);
      const side = 24;
      const density = ringDensity(angles, side);
      const direct = Float64Array.from({ length: side * side }, (_, i) =>
        planar(
          angles,
          1.28 * ((2 * (i % side) + 1) / side - 1),
          1.28 * (1 - (2 * Math.floor(i / side) + 1) / side),
        ),
      );
      const peak = Math.max(...direct);
      for (let i = 0; i < direct.length; i++)
        expect(Math.abs(density[i] - direct[i])).toBeLessThan(0.01 * peak);
    },
  );

  it('has P2 upwards and P1 to the right', () => {
    const side = 32;
    const brightest = (angle: number) => {
      const density = ringDensity(Float32Array.of(angle), side);
      const at = density.indexOf(Math.max(...density));
      return { row: Math.floor(at / side), column: at % side };
    };
    expect(brightest(Math.PI / 2).row).toBeLessThan(8);
    expect(brightest(0).column).toBeGreaterThan(24);
  });

  it('reads a peak over mean near 1 for even angles, and more for crowded ones', () => {
    const grid = Float32Array.from({ length: 512 }, (_, i) => -Math.PI + (2 * Math.PI * i) / 512);
    expect(peakOverMean(grid)).toBeCloseTo(1, 4);
    expect(peakOverMean(someAngles(512, 'crowded'))).toBeGreaterThan(1.7);
  });
});

describe('densityImage', () => {
  it('is a palette PNG whose brightest pixel is the largest value, the same each time', () => {
    const density = Float64Array.of(0, 0.5, 1, 2);
    const uri = densityImage(density, 2);
    expect(densityImage(density, 2)).toBe(uri);
    const png = decode(Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64'));
    expect([png.width, png.height]).toEqual([2, 2]);
    expect([...png.data]).toEqual([0, 64, 128, 255]);
    expect(png.palette?.[0].slice(0, 3)).toEqual([68, 1, 84]);
    expect(png.palette?.[255].slice(0, 3)).toEqual([253, 231, 37]);
  });
});
