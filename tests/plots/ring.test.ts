import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { bandwidth } from '../../src/plots/density/bandwidth.ts';
import { peakOverMean, ring, ringDensity, sharedPeak } from '../../src/plots/ring.ts';
import { someAngles } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS = { width: 260, height: 260, theme: 'light' } as const;

/** Planar Gaussian density straight from its formula. */
function planar(angles: Float32Array, x: number, y: number): number {
  const h2 = bandwidth(angles.length) ** 2;
  let sum = 0;
  for (const theta of angles)
    sum += Math.exp(-((x - Math.cos(theta)) ** 2 + (y - Math.sin(theta)) ** 2) / (2 * h2));
  return sum / (angles.length * 2 * Math.PI * h2);
}

describe('ringDensity', () => {
  it.each(['crowded', 'even', 'collapsed'] as const)(
    'meets the direct formula within 1%% of the peak, %s',
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

  it('has PC2 upwards and PC1 to the right', () => {
    const side = 32;
    const brightest = (angle: number) => {
      const density = ringDensity(Float32Array.of(angle), side);
      const at = density.indexOf(Math.max(...density));
      return { row: Math.floor(at / side), column: at % side };
    };
    expect(brightest(Math.PI / 2).row).toBeLessThan(8);
    expect(brightest(0).column).toBeGreaterThan(24);
  });

  it('has a peak over mean near 1 for even angles, and a larger one for crowded angles', () => {
    const grid = Float32Array.from({ length: 512 }, (_, i) => -Math.PI + (2 * Math.PI * i) / 512);
    expect(peakOverMean(grid)).toBeCloseTo(1, 4);
    expect(peakOverMean(someAngles(512, 'crowded'))).toBeGreaterThan(1.7);
  });
});

describe('ring', () => {
  it('is drawn with its circle, with the peak in the summary', () => {
    const { svg, summary } = ring({ angles: someAngles(512, 'crowded'), count: 520 }, OPTIONS);
    // the image's bytes are deflated floats: marks/density-image.test.ts compares the pixels
    expectSvgFile('ring', svg.replace(/base64,[^"]*/, 'base64,'));
    expect(summary).toMatch(/^Ring density of 512 of 520 prototypes live: .* 2\.\d\d times/);
  });

  it('gives equal densities equal colours where rings share a scale', () => {
    const all = [someAngles(512, 'even'), someAngles(512, 'crowded')];
    const top = sharedPeak(all);
    const peaks = all.map((angles) => {
      const { svg } = ring({ angles, count: 512, top }, OPTIONS);
      const uri = svg.match(/<image[^>]* href="data:image\/png;base64,([^"]*)/)?.[1] ?? '';
      return Math.max(...decode(Buffer.from(uri, 'base64')).data);
    });
    all.forEach((angles, i) => {
      expect(Math.abs(peaks[i] - (255 * peakOverMean(angles)) / top)).toBeLessThan(3);
    });
    expect(peaks[0]).toBeLessThan(200);
    // alone it has its own peak as the brightest colour
    expect(sharedPeak([all[0]])).toBe(peakOverMean(all[0]));
  });

  it('has a colour bar from 0 to its scale, in units of the mean', () => {
    const { svg } = ring({ angles: someAngles(512, 'even'), count: 512, top: 2.125 }, OPTIONS);
    const labels = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text);
    expect(labels).toEqual(['PC1', 'PC2', '0', '2.13 × mean']);
  });

  it('says when there are no live prototypes', () => {
    const none = ring({ angles: new Float32Array(0), count: 520 }, OPTIONS);
    expect(none.svg).toContain('No live prototypes');
  });

  it('names the size of a sample', () => {
    const { svg, summary } = ring({ angles: someAngles(2048, 'even'), count: 2048, of: 65536 }, OPTIONS);
    expect(svg).toContain('sample of 2,048');
    expect(summary).toContain('Ring density of 2048 prototypes sampled from 65536:');
  });
});
