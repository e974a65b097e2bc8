import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { median } from '../../src/metrics/median.ts';

describe('the median', () => {
  it('is the middle value of random, sorted, constant and few values', () => {
    const source = random(1);
    for (const length of [1, 2, 3, 10, 1001, 4096]) {
      const spread = Float64Array.from({ length }, () => source.normal());
      for (const values of [
        spread,
        spread.toSorted(),
        spread.toSorted().reverse(),
        new Float64Array(length).fill(2),
        spread.map((value) => Math.round(value) + 0),
      ]) {
        const before = values.slice();
        expect(median(values)).toBe(values.toSorted()[Math.floor(length / 2)]);
        expect(values).toEqual(before);
      }
    }
  });

  it('is NaN without a value', () => {
    expect(median(new Float32Array(0))).toBeNaN();
  });
});
