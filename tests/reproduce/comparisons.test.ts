import { expect, test } from 'vitest';
import {
  comparisonOf,
  comparisonsOf,
  HEADLINE_METRICS,
  paperPairs,
} from '../../src/reproduce/comparisons.ts';
import { rowOf } from '../../src/reproduce/results.ts';
import { HEADLINES } from '../../src/reproduce/systems.ts';
import { paperLike, results, WISH } from './made.ts';

const FIVE = { ...WISH, seeds: 5 };

/** Results in which decoupled CARP is about 2 points above joint CARP in k-NN. */
const noisy = results(FIVE, (id, seed) => ({
  knn: 0.8 + (id === 'carp-dec' ? 0.02 : 0) + (id === 'carp-dec' ? 1 : -1) * 0.002 * (seed - 3),
}));

const compare = (all: typeof noisy, a: string, b: string, metric: string) => {
  const [first, second] = [rowOf(all, a), rowOf(all, b)];
  if (!first || !second) throw new Error('no such rows');
  return comparisonOf(comparisonsOf(all), first, second, metric);
};

test('rows are compared seed by seed', () => {
  const { differences, n, mean, low, high } = compare(noisy, 'carp-dec', 'carp', 'knn');
  differences.forEach((value, i) => {
    expect(value).toBeCloseTo(0.02 + 0.004 * (i - 2), 12);
  });
  expect([n, mean]).toEqual([5, expect.closeTo(0.02, 12)]);
  // standard deviation 0.004 √2.5, and t = 2.776445 for 4 degrees of freedom
  const reach = (2.776445 * 0.004 * Math.sqrt(2.5)) / Math.sqrt(5);
  expect(low).toBeCloseTo(0.02 - reach, 7);
  expect(high).toBeCloseTo(0.02 + reach, 7);
});

test('the other way round a comparison has the opposite sign', () => {
  const [one, other] = [compare(noisy, 'carp-dec', 'carp', 'knn'), compare(noisy, 'carp', 'carp-dec', 'knn')];
  expect(other.mean).toBe(-one.mean);
  expect([other.low, other.high]).toEqual([-one.high, -one.low]);
  expect(other.adjusted).toBe(one.adjusted);
});

test('every comparison is made once, and corrected for those of its family', () => {
  const all = comparisonsOf(noisy);
  const headlines = all.filter(({ family }) => family === 'headline');
  expect(headlines).toHaveLength(HEADLINES.length * HEADLINE_METRICS.length);
  const names = all.map(({ a, b, metric }) =>
    [...[a, b].map(({ system }) => system.id).sort(), metric].join(),
  );
  expect(new Set(names).size).toBe(all.length);
  const { p, adjusted } = compare(noisy, 'carp-dec', 'carp', 'knn');
  // all other differences are 0, with p = 1
  expect(adjusted).toBeCloseTo(p * headlines.length, 12);
  expect(p).toBeLessThan(0.05);
});

test('rows are apart by the corrected p alone', () => {
  expect(compare(noisy, 'carp-dec', 'carp', 'knn')).toMatchObject({ order: 'not apart' });
  expect(compare(paperLike(), 'carp-dec', 'carp', 'knn')).toMatchObject({ order: 'above' });
  // one seed tells nothing
  const one = results({ ...WISH, seeds: 1 }, (id) => ({ knn: id === 'carp' ? 0.2 : 0.9 }));
  expect(compare(one, 'carp-dec', 'carp', 'knn')).toMatchObject({ n: 1, order: 'not apart' });
});

test('the paper’s orders leave out ties and k-NN', () => {
  const pairs = paperPairs(noisy);
  expect(pairs.some(({ metric }) => metric === 'knn')).toBe(false);
  for (const { low, high, metric } of pairs) {
    const [a, b] = [low, high].map(
      ({ system }) => system.paper.find((each) => each.metric === metric)?.value,
    );
    expect((b as number) - (a as number)).toBeGreaterThanOrEqual(0.01);
  }
});

test('a comparison that was not planned is refused', () => {
  expect(() => compare(noisy, 'eta-0.5', 'carp', 'knn')).toThrow('eta-0.5 and carp are not compared by knn');
});
