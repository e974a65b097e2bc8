import { expect, it } from 'vitest';
import { map, mapSpots } from '../../src/plots/map.ts';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { spotAt } from '../../src/plots/marks/spots.ts';
import { NO_SPOTS, someSpots } from './spots-sample.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 320, height: 320, theme: 'light' };

it('shows the selected prototype and its duplicates', () => {
  const data = { ...someSpots('collapsed'), picked: 4, twins: [9, 14] };
  const { svg, summary } = map(data, OPTIONS);
  expectSvgFile('map', svg);
  expect(summary).toContain('96 live prototypes, 24 used');
  expect(summary).toContain('Prototype 4 is picked');
  expectSvgFile('map-dark', map(someSpots('spread'), { ...OPTIONS, theme: 'dark' }).svg);
});

it('finds the prototype nearest to a point, and none far from all', () => {
  const spots = mapSpots(someSpots('collapsed'), OPTIONS);
  for (const i of [0, 17, 95]) {
    const found = spotAt(spots, spots.x[i] + 0.01, spots.y[i], 10) ?? -1;
    expect(Math.hypot(spots.x[found] - spots.x[i], spots.y[found] - spots.y[i])).toBeLessThan(0.05);
  }
  expect(spotAt(spots, -50, -50, 10)).toBeUndefined();
});

it('is drawn without NaN before the first report', () => {
  const { svg, summary } = map(NO_SPOTS, OPTIONS);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(summary).toMatch(/no live|nothing/);
});
