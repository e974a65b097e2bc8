import { describe, expect, it } from 'vitest';
import { axisScale } from '../../../src/plots/marks/axis.ts';

describe('axisScale', () => {
  it('covers the finite values with a round domain', () => {
    const scale = axisScale({ label: '' }, [0.13, Number.NaN, 8.7], [0, 100], 5);
    expect(scale.domain).toEqual([0, 10]);
    expect(scale.place(5)).toBe(50);
  });

  it('writes shares as per cent', () => {
    const scale = axisScale({ label: '', percent: true, domain: [0, 1] }, [], [0, 100], 5);
    expect(scale.ticks.map((tick) => tick.label)).toEqual(['0', '20', '40', '60', '80', '100']);
  });
});
