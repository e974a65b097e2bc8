import { expect, test } from 'vitest';
import { halfWidth, within } from '../../src/reproduce/student.ts';

test('the distribution agrees with its closed forms', () => {
  for (const t of [0, 0.3, 1, 2.5, 12.7, 1e4]) {
    expect(within(t, 1)).toBeCloseTo((2 / Math.PI) * Math.atan(t), 12);
    expect(within(t, 2)).toBeCloseTo(t / Math.sqrt(2 + t * t), 12);
    const x = t / Math.sqrt(3);
    expect(within(t, 3)).toBeCloseTo((2 / Math.PI) * (x / (1 + x * x) + Math.atan(x)), 12);
    expect(within(-t, 4)).toBe(within(t, 4));
  }
  expect(within(Number.POSITIVE_INFINITY, 4)).toBe(1);
  expect(within(Number.NaN, 4)).toBeNaN();
});

test('half-widths agree with the printed table', () => {
  // Student's t, two-sided 95%
  const printed = {
    1: 12.706,
    2: 4.303,
    3: 3.182,
    4: 2.776,
    5: 2.571,
    9: 2.262,
    10: 2.228,
    29: 2.045,
    120: 1.98,
  };
  for (const [df, t] of Object.entries(printed)) expect(halfWidth(0.95, Number(df))).toBeCloseTo(t, 3);
  expect(halfWidth(0.99, 4)).toBeCloseTo(4.604, 3);
});
