import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { append, EMPTY_SERIES, last } from '../../src/base/series.ts';

describe('series', () => {
  test('keep every point up to the budget', () => {
    let series = EMPTY_SERIES;
    for (let step = 0; step < 50; step++) series = append(series, step, step ** 2, 50);
    expect(series.steps).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(series.values[7]).toBe(49);
    expect(last(series)).toBe(49 ** 2);
    expect(EMPTY_SERIES).toEqual({ steps: [], values: [] });
  });

  test('of a long run stay in budget and in order, with their ends and their newest points', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 60 }), fc.integer({ min: 1, max: 1500 }), (budget, points) => {
        let series = EMPTY_SERIES;
        for (let i = 0; i < points; i++) series = append(series, 3 * i, i, budget);
        expect(series.steps.length).toBeLessThanOrEqual(budget);
        expect(series.values).toEqual(series.steps.map((step) => step / 3));
        expect(series.steps[0]).toBe(0);
        expect(last(series)).toBe(points - 1);
        expect([...series.steps].sort((a, b) => a - b)).toEqual(series.steps);
        // The newer half has never been thinned below every second point.
        const newest = series.values.slice(-Math.floor(budget / 4));
        newest.forEach((value, i) => {
          if (i > 0) expect(value - newest[i - 1]).toBe(1);
        });
      }),
      { numRuns: 40 },
    );
  });

  test('without points have no last value', () => {
    expect(last(EMPTY_SERIES)).toBeUndefined();
  });
});
