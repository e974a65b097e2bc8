import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { aroundBlock } from '../../src/methods/inverse-block.ts';

const SIDE = 7;
const PATCHES = SIDE * SIDE;

/** The visible places of a drawn mask. */
function visibleOf(seed: number, count: number): number[] {
  const hidden = new Set(Array.from(aroundBlock(random(seed), count, PATCHES)));
  expect(hidden.size).toBe(count);
  return Array.from({ length: PATCHES }, (_, p) => p).filter((p) => !hidden.has(p));
}

/** The least number of neighbours on a ring of SIDE that holds these. */
function span(places: readonly number[]): number {
  const has = new Set(places);
  const spans = Array.from({ length: SIDE }, (_, start) => {
    const offsets = [...has].map((place) => (place - start + SIDE) % SIDE);
    return 1 + Math.max(...offsets);
  });
  return Math.min(...spans);
}

test('the visible patches are a block that may wrap around the borders', () => {
  for (let seed = 0; seed < 200; seed++) {
    const visible = visibleOf(seed, 31);
    const height = span(visible.map((p) => Math.floor(p / SIDE)));
    const width = span(visible.map((p) => p % SIDE));
    // full rows but for the last one
    expect(visible.length).toBe(18);
    expect((height - 1) * width).toBeLessThan(18);
    expect(height * width).toBeGreaterThanOrEqual(18);
    // aspects from a half to two, rounded up to whole patches
    expect(width).toBeLessThanOrEqual(Math.ceil(Math.sqrt(36)));
    expect(width).toBeGreaterThanOrEqual(Math.ceil(Math.sqrt(9)));
  }
});

test('every place is hidden as often', () => {
  const counts = Array.from({ length: PATCHES }, () => 0);
  const draws = 4000;
  for (let seed = 0; seed < draws; seed++) for (const p of visibleOf(seed, 31)) counts[p]++;
  for (const count of counts) expect(Math.abs(count / draws - 18 / 49)).toBeLessThan(0.04);
});

test('all patches or none but one may be hidden, and a number without a square is refused', () => {
  expect(visibleOf(1, PATCHES)).toEqual([]);
  expect(visibleOf(1, PATCHES - 1)).toHaveLength(1);
  expect(visibleOf(1, 1)).toHaveLength(PATCHES - 1);
  expect(() => aroundBlock(random(1), 3, 12)).toThrow('12 patches make no square');
});
