import { expect, test } from 'vitest';
import { onset } from '../../src/metrics/onset.ts';

const steps = [0, 10, 20, 30, 40];
const of = (...values: number[]) => onset({ steps: steps.slice(0, values.length), values });

test('collapse begins where a tenth of the final loss is lost', () => {
  // 0.8 is lost in the end, so that 0.92 is the bound
  expect(of(1, 0.93, 0.91, 0.5, 0.2)).toBe(20);
  expect(of(1, 0.2)).toBe(10);
});

test('a dip that comes back counts only by what is lost in the end', () => {
  expect(of(1, 0.6, 1, 1, 0.89)).toBe(10);
  expect(of(1, 0.6, 1, 1, 0.99)).toBeUndefined();
});

test('nothing began without reports, without a loss, and with numbers that are none', () => {
  expect(of()).toBeUndefined();
  expect(of(1)).toBeUndefined();
  expect(of(1, 1, 0.97)).toBeUndefined();
  expect(of(0.2, 0.5, 0.9)).toBeUndefined();
  expect(of(1, Number.NaN, 0.2)).toBe(20);
  expect(of(1, 0.2, Number.NaN)).toBeUndefined();
});

test('nothing began as long as prototypes are about as unique as random directions', () => {
  // 7% are lost, which the verdict does not call a collapse
  expect(of(1, 0.93)).toBeUndefined();
  expect(of(1, 0.91)).toBeUndefined();
  expect(of(1, 0.89)).toBe(10);
  const few = { steps: [0, 10], values: [0.63, 0.58] };
  expect(onset(few, 0.63)).toBeUndefined();
  expect(onset(few, 0.7)).toBe(10);
});
