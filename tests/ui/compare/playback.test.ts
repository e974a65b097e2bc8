import { describe, expect, it } from 'vitest';
import { paceOf } from '../../../src/ui/compare/playback.ts';

describe('the pace of playing', () => {
  it('shows every report if rendering is cheap', () => {
    expect(paceOf(0, false)).toEqual({ stays: 110, stride: 1 });
    expect(paceOf(20, false)).toEqual({ stays: 110, stride: 1 });
  });
  it('shows fewer reports for longer on a slow machine, in the same time and mostly idle', () => {
    for (const cost of [40, 80, 160, 400]) {
      const { stays, stride } = paceOf(cost, false);
      expect(cost / stays).toBeLessThanOrEqual(0.25);
      expect(stays / stride).toBeGreaterThan(80);
      expect(stays / stride).toBeLessThan(170);
    }
  });
  it('is slow with reduced motion, and skips no report', () => {
    expect(paceOf(500, true)).toEqual({ stays: 1000, stride: 1 });
  });
});
