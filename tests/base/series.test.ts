import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { append, EMPTY_SERIES, last, type Series } from '../../src/base/series.ts';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('series', () => {
  test('of a long run keep every point, in order', () => {
    let series = EMPTY_SERIES;
    for (const step of numbers(2600)) series = append(series, step, step ** 2);
    expect(series.steps).toEqual(numbers(2600));
    expect(series.values).toEqual(numbers(2600).map((step) => step ** 2));
    expect(last(series)).toBe(2599 ** 2);
    expect(EMPTY_SERIES).toEqual({ steps: [], values: [] });
  });

  test('stay as they are when others grow from them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 60 }), (parents) => {
        // each new series grows from an earlier one, which may be the newest or not
        const all: Series[] = [{ steps: [0], values: [0] }];
        const expected: number[][] = [[0]];
        for (const [i, parent] of parents.entries()) {
          const from = parent % all.length;
          const longer = [...(expected[from] ?? []), i + 1];
          all.push(append(all[from] ?? EMPTY_SERIES, longer.length - 1, i + 1));
          expected.push(longer);
        }
        for (const [i, series] of all.entries()) {
          expect(series).toEqual({ steps: numbers(expected[i]?.length ?? 0), values: expected[i] });
          expect(last(series)).toBe(expected[i]?.at(-1));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('are plain data where they leave the page', () => {
    const series = append(append(EMPTY_SERIES, 0, 0.5), 5, 0.25);
    expect(JSON.parse(JSON.stringify(series))).toEqual({ steps: [0, 5], values: [0.5, 0.25] });
    expect(structuredClone(series)).toEqual({ steps: [0, 5], values: [0.5, 0.25] });
  });

  test('without points have no last value', () => {
    expect(last(EMPTY_SERIES)).toBeUndefined();
  });
});
