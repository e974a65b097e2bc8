import { expect, it } from 'vitest';
import { directionShares, indexOf, nextSpot, spotAt } from '../../../src/plots/marks/spots.ts';

it('finds the nearest point, one in front first, and none far from all', () => {
  const overlaid = { x: Float64Array.of(5, 5.5), y: Float64Array.of(5, 5), front: Uint8Array.of(0, 1) };
  expect(spotAt(overlaid, 5, 5, 3)).toBe(1);
  expect(spotAt({ ...overlaid, front: Uint8Array.of(1, 1) }, 5, 5, 3)).toBe(0);
  expect(spotAt(overlaid, 5, 15, 3)).toBeUndefined();
});

it('finds the next point in a direction, past those at the same position', () => {
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

it('counts only live prototypes in shares of length, and indexes a sample among all', () => {
  expect(directionShares(Float32Array.of(1, 0, 0, Number.NaN, Number.NaN, Number.NaN, 0, 0.6, 0.8))).toEqual([
    0.5,
    expect.closeTo(0.18, 6),
    expect.closeTo(0.32, 6),
  ]);
  expect(indexOf(3, { wins: new Float32Array(2048), K: 4096 })).toBe(6);
});
