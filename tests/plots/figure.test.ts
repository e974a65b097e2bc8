import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { angles } from '../../src/plots/angles.ts';
import { figure, figureSizes } from '../../src/plots/figure.ts';
import { laneStroke } from '../../src/plots/marks/lane.ts';
import { ring } from '../../src/plots/ring.ts';
import { measured } from './measured.ts';
import { DECOUPLED, JOINT, someAngles } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

describe('figure', () => {
  const lanes = [JOINT, DECOUPLED];

  it('nests every part at its place, on white', () => {
    const sizes = figureSizes(1100, 2, 3);
    const parts = lanes.map((lane) => ({
      title: lane.label,
      ring: ring({ angles: someAngles(256, 'even'), count: 256 }, { theme: 'light', ...sizes.ring }).svg,
      angles: angles(
        { lanes: [{ lane, angles: someAngles(256, 'even') }] },
        { theme: 'light', ...sizes.angles },
      ).svg,
    }));
    const used = measured('used', { lanes: [] }, { theme: 'light', ...sizes.curve }).svg;
    const svg = figure(
      {
        title: 'Joint & decoupled',
        lanes: parts,
        curves: [used, used, used],
        legend: lanes.map((lane) => ({ label: lane.label, ...laneStroke(lane, lanes) })),
        caption: 'CARP; MNIST; K 256\nseed 1',
      },
      { width: 1100 },
    );
    expectSvgFile('figure', svg.replace(/base64,[^"]*/g, 'base64,'));
    // a density and its colour bar for each lane
    expect(svg.match(/<image/g)).toHaveLength(4);
    expect(svg).toContain('Joint &amp; decoupled');
  });

  it.each([1, 3, 6])('holds %i lanes side by side within its width', (count) => {
    const width = 1440;
    const { ring: at, angles: below } = figureSizes(width, count, 0);
    const even = someAngles(64, 'even');
    const parts = Array.from({ length: count }, (_, i) => ({
      title: `Lane ${i + 1}`,
      ring: ring({ angles: even, count: 64 }, { theme: 'light', ...at }).svg,
      angles: angles({ lanes: [{ lane: JOINT, angles: even }] }, { theme: 'light', ...below }).svg,
    }));
    const svg = figure({ title: '', lanes: parts, curves: [], legend: [], caption: '' }, { width });
    const lefts = [...svg.matchAll(/<svg x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*font-family/g)].map(
      ([, x, w]) => [+x, +w],
    );
    expect(lefts).toHaveLength(2 * count);
    const rings = lefts.slice(0, count);
    expect(lefts.slice(count)).toEqual(rings);
    rings.forEach(([x, w], i) => {
      const before = i === 0 ? 0 : rings[i - 1][0] + rings[i - 1][1];
      expect(x).toBeGreaterThan(before);
      expect(x + w).toBeLessThan(width);
    });
    for (const { title } of parts) expect(svg).toContain(`>${title}<`);
  });

  it('refuses what is not a plot', () => {
    const data = { title: '', lanes: [], curves: ['<p>'], legend: [], caption: '' };
    expect(() => figure(data, { width: 800 })).toThrow(TroubleError);
  });
});
