import { expect, test } from 'vitest';
import { prototypeAccuracy } from '../../src/metrics/prototype-accuracy.ts';

test('each prototype takes its majority label', () => {
  const assignment = Int32Array.of(0, 0, 0, 2, 2, 1);
  const labels = Uint8Array.of(3, 3, 1, 2, 0, 1);
  expect(prototypeAccuracy(assignment, labels, 4, 4)).toBeCloseTo(4 / 6, 12);
});

test('a single prototype gives the share of the largest class, one for each image gives 1', () => {
  const labels = Uint8Array.of(0, 1, 1, 2);
  expect(prototypeAccuracy(new Int32Array(4), labels, 1, 3)).toBe(0.5);
  expect(prototypeAccuracy(Int32Array.of(0, 1, 2, 3), labels, 4, 3)).toBe(1);
});

test('refuses unequal, empty and out-of-range input', () => {
  expect(() => prototypeAccuracy(new Int32Array(2), new Uint8Array(1), 1, 1)).toThrow(/2 assignments/);
  expect(() => prototypeAccuracy(new Int32Array(0), new Uint8Array(0), 1, 1)).toThrow(/at least one/);
  expect(() => prototypeAccuracy(Int32Array.of(5), new Uint8Array(1), 5, 1)).toThrow(/prototype 5/);
  expect(() => prototypeAccuracy(Int32Array.of(0), Uint8Array.of(3), 5, 3)).toThrow(/label 3/);
});
