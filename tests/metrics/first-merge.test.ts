import { expect, test } from 'vitest';
import { firstMerge } from '../../src/metrics/first-merge.ts';
import { NOBODY } from '../../src/metrics/groups.ts';

/** Measurements at steps 0, 10, 20, ... of the representatives of each prototype. */
const of = (...representatives: number[][]) =>
  firstMerge(representatives.map((each, i) => ({ step: 10 * i, representatives: Uint16Array.from(each) })));

test('the first pair that merged is the first in one group that was apart at the start', () => {
  expect(of([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 1], [0, 0, 0, 0])).toEqual({ step: 20, pair: [1, 3] });
  // of two pairs at one step, that of the lower duplicate
  expect(of([0, 1, 2, 3], [0, 1, 0, 1])).toEqual({ step: 10, pair: [0, 2] });
  // it merged, although it later comes apart
  expect(of([0, 1], [0, 0], [0, 1])).toEqual({ step: 10, pair: [0, 1] });
});

test('prototypes that are near each other from the start have not merged', () => {
  expect(of([0, 0, 2], [0, 0, 2])).toBeUndefined();
  expect(of([0, 0, 2], [0, 0, 2], [0, 0, 0])).toEqual({ step: 20, pair: [0, 2] });
  // nor when another of their group becomes the one that is kept
  expect(of([0, 0, 0], [0, 1, 1])).toBeUndefined();
});

test('dead prototypes merge with nobody, and a single measurement tells nothing', () => {
  expect(of([0, 1, 2], [0, NOBODY, NOBODY])).toBeUndefined();
  // one that was dead at the start was in no group then
  expect(of([0, NOBODY], [0, 0])).toEqual({ step: 10, pair: [0, 1] });
  expect(of([0, 0])).toBeUndefined();
  expect(of()).toBeUndefined();
});
