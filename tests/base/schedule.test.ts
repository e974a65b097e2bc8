import { expect, test } from 'vitest';
import { cosine, linear } from '../../src/base/schedule.ts';
import { official } from '../oracle/official.ts';

test('the cosine schedule equals the oracle at every step', () => {
  const oracle = official('cosine_schedule');
  const perEpoch = oracle.number('niter_per_ep');
  const expected = oracle.list('schedule');
  expect(expected).toHaveLength(oracle.number('epochs') * perEpoch);
  expected.forEach((value, step) => {
    const found = cosine(
      step,
      expected.length,
      oracle.number('base_value'),
      oracle.number('final_value'),
      oracle.number('warmup_epochs') * perEpoch,
      oracle.number('start_warmup_value'),
    );
    expect(Math.abs(found - value)).toBeLessThan(1e-12);
  });
});

test('without warm-up the cosine starts at the base and stays at the final value after the end', () => {
  expect(cosine(0, 10, 1, 0.1)).toBe(1);
  expect(cosine(10, 10, 1, 0.1)).toBeCloseTo(0.1, 12);
  expect(cosine(25, 10, 1, 0.1)).toBeCloseTo(0.1, 12);
});

test('the cosine is finite with a warm-up of one step and of the whole run', () => {
  expect(cosine(0, 10, 1, 0, 1)).toBe(0);
  expect(cosine(5, 5, 1, 0.5, 5)).toBe(1);
});

test('linear goes from one value to the other, then stays', () => {
  expect([0, 5, 10, 99].map((step) => linear(step, 10, 2, 4))).toEqual([2, 3, 4, 4]);
  expect(linear(0, 0, 2, 4)).toBe(4);
});
