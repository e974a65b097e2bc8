import { expect, test } from 'vitest';
import { spreadOf } from '../../src/reproduce/statistics.ts';

test('a spread is mean and range of the finite values', () => {
  expect(spreadOf([0.5, 0.25, Number.NaN, 0.75])).toEqual({ mean: 0.5, min: 0.25, max: 0.75, n: 3 });
  expect(spreadOf([Number.NaN]).mean).toBeNaN();
});
