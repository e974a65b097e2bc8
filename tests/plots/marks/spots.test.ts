import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { map, mapSpots } from '../../../src/plots/map.ts';
import type { PlotOptions } from '../../../src/plots/marks/frame.ts';
import {
  directionShares,
  indexOf,
  nextSpot,
  type SpotsData,
  spotAt,
} from '../../../src/plots/marks/spots.ts';
import { nearest } from '../../../src/plots/nearest.ts';
import { FIRST_TURN, sphere, sphereSpots } from '../../../src/plots/sphere.ts';
import { usageHistogram } from '../../../src/plots/usage-histogram.ts';
import { DECOUPLED, JOINT } from '../samples.ts';
import { expectSvgFile } from '../svg-file.ts';

const OPTIONS: PlotOptions = { width: 320, height: 320, theme: 'light' };
const WIDE: PlotOptions = { width: 400, height: 240, theme: 'light' };

/** Points around a few directions of the first three of many. */
function around(
  source: ReturnType<typeof random>,
  count: number,
  spread: number,
  centres: number,
): Float32Array {
  const middle = Array.from({ length: centres }, () => [
    0.8 * source.normal(),
    source.normal(),
    source.normal(),
  ]);
  const points = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const p = middle[i % centres].map((x) => x + spread * source.normal());
    const length = Math.hypot(...p, 0.6);
    p.forEach((x, axis) => {
      points[3 * i + axis] = x / length;
    });
  }
  return points;
}

function sample(kind: 'collapsed' | 'spread'): SpotsData {
  const source = random(5).fork(kind);
  const collapsed = kind === 'collapsed';
  const places = around(source, 96, collapsed ? 0.05 : 1, collapsed ? 5 : 3);
  if (!collapsed) for (let i = 0; i < places.length; i++) places[i] *= 0.5;
  const raw = Float32Array.from({ length: 96 }, (_, i) => (i % 4 ? 0 : Math.exp(2 * source.normal())));
  const all = raw.reduce((a, b) => a + b, 0);
  return {
    lane: collapsed ? JOINT : DECOUPLED,
    places,
    wins: raw.map((share) => share / all),
    cloud: around(source, 64, 0.2, 4),
    K: 96,
  };
}

describe('plots of single prototypes as files', () => {
  it('the map, with one picked and its twins', () => {
    const data = { ...sample('collapsed'), picked: 4, twins: [9, 14] };
    const { svg, summary } = map(data, OPTIONS);
    expectSvgFile('map', svg);
    expect(summary).toContain('96 live prototypes, 24 of them used');
    expect(summary).toContain('Prototype 4 is picked');
    expectSvgFile('map-dark', map(sample('spread'), { ...OPTIONS, theme: 'dark' }).svg);
  });

  it('the sphere', () => {
    const data = { ...sample('collapsed'), picked: 4, twins: [9, 14] };
    expectSvgFile('sphere', sphere(data, OPTIONS).svg);
    expectSvgFile(
      'sphere-turned',
      sphere(sample('spread'), { ...OPTIONS, theme: 'dark' }, { yaw: 1, pitch: -0.3 }).svg,
    );
  });

  it('usage', () => {
    const { lane, wins: shares } = sample('collapsed');
    const { svg, summary } = usageHistogram({ lane, wins: shares, K: 96 }, WIDE);
    expectSvgFile('usage-histogram', svg);
    expect(summary).toContain('75.0 % of prototypes won nothing');
  });

  it('nearest neighbours', () => {
    const source = random(2);
    const cosines = Float32Array.from({ length: 512 }, (_, i) =>
      i === 7 ? Number.NaN : i % 3 ? 1 - 0.02 * source.uniform() : 0.3 + 0.06 * source.normal(),
    );
    const { svg, summary } = nearest({ lane: JOINT, nearest: cosines, K: 512, D: 128, epsilon: 0.5 }, WIDE);
    expectSvgFile('nearest', svg);
    expect(summary).toContain('of as many random directions 0.26');
    expect(summary).toMatch(/66\.\d % of prototypes have another within ε 0\.5/);
  });
});

describe('before anything is measured', () => {
  const none = new Float32Array(0);
  const empty: SpotsData = { lane: JOINT, places: none, wins: none, cloud: none, K: 512 };
  it.each([
    ['the map', () => map(empty, OPTIONS)],
    ['the sphere', () => sphere(empty, OPTIONS)],
    ['usage', () => usageHistogram({ lane: JOINT, wins: none, K: 512 }, WIDE)],
    ['nearest neighbours', () => nearest({ lane: JOINT, nearest: none, K: 512, D: 2, epsilon: 0.5 }, WIDE)],
  ])('%s is drawn without a number that is none', (_, draw) => {
    const { svg, summary } = draw();
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(summary).toMatch(/no live|nothing/);
  });
});

describe('picking', () => {
  const data = sample('collapsed');
  it('finds the prototype that a point of the map is nearest to, and none far from all', () => {
    const spots = mapSpots(data, OPTIONS);
    for (const i of [0, 17, 95]) {
      const found = spotAt(spots, spots.x[i] + 0.01, spots.y[i], 10) ?? -1;
      expect(Math.hypot(spots.x[found] - spots.x[i], spots.y[found] - spots.y[i])).toBeLessThan(0.05);
    }
    expect(spotAt(spots, -50, -50, 10)).toBeUndefined();
  });

  it('prefers on the sphere what faces one, and a half turn swaps the sides', () => {
    const spots = sphereSpots(data, OPTIONS, { yaw: 0.3, pitch: 0 });
    const turned = sphereSpots(data, OPTIONS, { yaw: 0.3 + Math.PI, pitch: 0 });
    expect(Array.from(turned.front)).toEqual(Array.from(spots.front, (side) => 1 - side));
    const overlaid = { x: Float64Array.of(5, 5.5), y: Float64Array.of(5, 5), front: Uint8Array.of(0, 1) };
    expect(spotAt(overlaid, 5, 5, 3)).toBe(1);
  });

  it('every prototype lies on the disc, and P1 faces up and left of the middle at first', () => {
    const spots = sphereSpots({ ...data, places: Float32Array.of(0.5, 0, 0) }, OPTIONS, FIRST_TURN);
    expect(spots.front[0]).toBe(1);
    expect(spots.x[0]).toBeLessThan(160);
    expect(spots.y[0]).toBeLessThan(160);
  });

  it('arrows go to the next in their direction, past those on the same spot', () => {
    const spots = {
      x: Float64Array.of(0, 0.2, 10, 11, -5, Number.NaN),
      y: Float64Array.of(0, 0, 0, 8, 1, 0),
      front: new Uint8Array(6).fill(1),
    };
    expect(nextSpot(spots, 0, 'right')).toBe(2);
    expect(nextSpot(spots, 2, 'down')).toBe(3);
    expect(nextSpot(spots, 0, 'left')).toBe(4);
    expect(nextSpot(spots, 4, 'left')).toBeUndefined();
  });

  it('shares of length are of the live alone, and places of a sample have indices of all', () => {
    expect(
      directionShares(Float32Array.of(1, 0, 0, Number.NaN, Number.NaN, Number.NaN, 0, 0.6, 0.8)),
    ).toEqual([0.5, expect.closeTo(0.18, 6), expect.closeTo(0.32, 6)]);
    expect(indexOf(3, { wins: new Float32Array(2048), K: 4096 })).toBe(6);
  });
});
