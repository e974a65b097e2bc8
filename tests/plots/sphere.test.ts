import { expect, it } from 'vitest';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { FIRST_TURN, sphere, sphereSpots } from '../../src/plots/sphere.ts';
import { NO_SPOTS, someSpots } from './spots-sample.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 320, height: 320, theme: 'light' };

it('is drawn from any side', () => {
  const data = { ...someSpots('collapsed'), picked: 4, twins: [9, 14] };
  expectSvgFile('sphere', sphere(data, OPTIONS).svg);
  expectSvgFile(
    'sphere-turned',
    sphere(someSpots('spread'), { ...OPTIONS, theme: 'dark' }, { yaw: 1, pitch: -0.3 }).svg,
  );
});

it('swaps front and back with a half turn', () => {
  const spots = sphereSpots(someSpots('collapsed'), OPTIONS, { yaw: 0.3, pitch: 0 });
  const turned = sphereSpots(someSpots('collapsed'), OPTIONS, { yaw: 0.3 + Math.PI, pitch: 0 });
  expect(Array.from(turned.front)).toEqual(Array.from(spots.front, (side) => 1 - side));
});

it('shows PC1 in front, up and left of the middle at first', () => {
  const spots = sphereSpots(
    { ...someSpots('collapsed'), places: Float32Array.of(0.5, 0, 0) },
    OPTIONS,
    FIRST_TURN,
  );
  expect(spots.front[0]).toBe(1);
  expect(spots.x[0]).toBeLessThan(160);
  expect(spots.y[0]).toBeLessThan(160);
});

it('is drawn without NaN before the first report', () => {
  const { svg, summary } = sphere(NO_SPOTS, OPTIONS);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(summary).toMatch(/no live|nothing/);
});
