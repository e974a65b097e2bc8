import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { holm, paired } from '../../src/reproduce/paired.ts';

test('differences 1, 2, 3: mean 2, standard error 1/√3, t = 2√3', () => {
  const { n, mean, low, high, p } = paired([1, 2, 3]);
  expect([n, mean]).toEqual([3, 2]);
  // t of 2 degrees of freedom at 97.5% is 4.302653
  expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
  expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  // 1 - t/√(2 + t²) = 1 - √(12/14)
  expect(p).toBeCloseTo(1 - Math.sqrt(12 / 14), 10);
});

test('seeds without a difference are left out, and one seed has no interval', () => {
  expect(paired([1, Number.NaN, 2, 3])).toEqual(paired([1, 2, 3]));
  expect(paired([0.5])).toEqual({ n: 1, mean: 0.5, low: Number.NaN, high: Number.NaN, p: Number.NaN });
  expect(paired([]).mean).toBeNaN();
});

test('equal differences have no spread', () => {
  expect(paired([0, 0, 0])).toEqual({ n: 3, mean: 0, low: 0, high: 0, p: 1 });
  expect(paired([0.25, 0.25, 0.25])).toEqual({ n: 3, mean: 0.25, low: 0.25, high: 0.25, p: 0 });
});

test('a difference of nothing but chance is found in 5% of cases', () => {
  const source = random(11);
  const cases = 4000;
  let found = 0;
  for (let i = 0; i < cases; i++)
    if (paired(Array.from({ length: 5 }, () => source.normal())).p < 0.05) found++;
  // 3 standard errors
  expect(Math.abs(found / cases - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / cases));
});

test('three seeds whose ranges do not overlap are chance in 10% of cases, which is why they are no test', () => {
  const source = random(12);
  const cases = 4000;
  let apart = 0;
  for (let i = 0; i < cases; i++) {
    const [a, b] = [0, 1].map(() => Array.from({ length: 3 }, () => source.normal()));
    if (Math.max(...a) < Math.min(...b) || Math.max(...b) < Math.min(...a)) apart++;
  }
  expect(Math.abs(apart / cases - 0.1)).toBeLessThan(0.015);
});

test('Holm multiplies the smallest p by all, the next by one less, and never falls', () => {
  const adjusted = holm([0.04, 0.01, Number.NaN, 0.03, 0.005]);
  for (const [i, p] of [0.06, 0.03, Number.NaN, 0.06, 0.02].entries())
    if (Number.isNaN(p)) expect(adjusted[i]).toBeNaN();
    else expect(adjusted[i]).toBeCloseTo(p, 12);
  expect(holm([0.6, 0.9])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
