import { describe, expect, it } from 'vitest';
import { angleDensity, angles, sharedDensityMax } from '../../src/plots/angles.ts';
import { bandwidth } from '../../src/plots/density/bandwidth.ts';
import { besselSeries } from './bessel-series.ts';
import { JOINT, someAngles } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS = { width: 440, height: 170, theme: 'light' } as const;

/** Von Mises density straight from its formula, one kernel a point. */
function vonMises(angles: Float32Array, phi: number): number {
  const kappa = bandwidth(angles.length) ** -2;
  let sum = 0;
  for (const theta of angles) sum += Math.exp(kappa * Math.cos(phi - theta));
  return sum / (angles.length * 2 * Math.PI * besselSeries(kappa, 0));
}

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

describe('angles', () => {
  it('are drawn as a density, with the peak in the summary', () => {
    const drawn = someAngles(512, 'crowded');
    const yMax = sharedDensityMax([drawn]);
    const { svg, summary } = angles({ lanes: [{ lane: JOINT, angles: drawn }], yMax }, OPTIONS);
    expectSvgFile('angles', svg);
    expect(summary).toMatch(/CARP · joint peaks at 2\.\d\d times uniform/);
  });

  it('name the size of a sample', () => {
    const drawn = someAngles(2048, 'even');
    const { svg } = angles({ lanes: [{ lane: JOINT, angles: drawn }], sampled: 2048 }, OPTIONS);
    expect(svg).toContain('Angle (radians), sample of 2,048');
  });
});
