import { describe, expect, it } from 'vitest';
import { endsOf, laneNamed, nearestX, neighbourX, pointAt } from '../../../src/plots/marks/chart.ts';
import { measured } from '../measured.ts';
import { DECOUPLED, JOINT } from '../samples.ts';
import { chart, chartOf, data, LOG, OPTIONS } from '../usage-chart.ts';

it('finds the lane whose name is at a place beside the plot', () => {
  const lines = chart.lines.filter(({ lane }) => lane);
  expect(chart.names?.map(({ lane }) => lane)).toEqual(lines.map(({ lane }) => lane?.id));
  for (const { lane, left, top, bottom } of chart.names ?? []) {
    expect(laneNamed(chart, left + 12, (top + bottom) / 2)).toBe(lane);
    expect(laneNamed(chart, left - 1, (top + bottom) / 2)).toBeUndefined();
  }
  const legend = chartOf(measured('used', data, { ...OPTIONS, legend: true }));
  expect(legend.names).toBeUndefined();
  const ghost = { ...data, lanes: [{ ...data.lanes[0], lane: { ...JOINT, ghost: true } }, data.lanes[1]] };
  const names = chartOf(measured('used', ghost, OPTIONS)).names ?? [];
  expect(new Set(names.map(({ lane }) => lane))).toEqual(new Set([DECOUPLED.id]));
});

describe('reading a chart off', () => {
  it('finds the last point at or before a step, and none before the first', () => {
    const [used, perplexity] = [chart.lines[2], chart.lines[3]];
    expect(pointAt(used, 9)).toEqual({ x: 0, y: 0.8 });
    expect(pointAt(used, 10)).toEqual({ x: 10, y: 0.7 });
    expect(pointAt(used, 1e6)).toEqual({ x: 10, y: 0.7 });
    expect(pointAt(perplexity, 4)).toBeUndefined();
    expect(pointAt({ ...used, xs: [], ys: [] }, 4)).toBeUndefined();
  });

  it('finds the measured step nearest to a position on an axis of any scale', () => {
    for (const logSteps of [true, false]) {
      const scaled = chartOf(measured('used', { ...data, view: { ...LOG, logSteps } }, OPTIONS));
      for (const step of [0, 5, 10, 20]) expect(nearestX(scaled, scaled.placeX(step))).toBe(step);
      expect(scaled.valueX(scaled.placeX(7))).toBeCloseTo(7, 9);
      expect(nearestX(scaled, scaled.left - 100)).toBe(0);
      expect(nearestX(scaled, scaled.right + 100)).toBe(20);
      // nearer in px, not in steps
      const [five, ten] = [scaled.placeX(5), scaled.placeX(10)];
      expect(nearestX(scaled, five + 0.49 * (ten - five))).toBe(5);
      expect(nearestX(scaled, five + 0.51 * (ten - five))).toBe(10);
    }
  });

  it('goes from one measured step to the next, up to the ends of the axis', () => {
    const walk = (way: 1 | -1, from: number) => {
      const seen: number[] = [];
      for (let x: number | undefined = from; x !== undefined; x = neighbourX(chart, x, way)) seen.push(x);
      return seen;
    };
    expect(walk(1, 0)).toEqual([0, 5, 10, 20]);
    expect(walk(-1, 20)).toEqual([20, 10, 5, 0]);
    expect(walk(-1, 12)).toEqual([12, 10, 5, 0]);
    expect(endsOf(chart)).toEqual([0, 20]);
    const zoomed = chartOf(measured('used', { ...data, view: { ...LOG, range: [4, 12] } }, OPTIONS));
    expect(endsOf(zoomed)).toEqual([5, 10]);
    expect(neighbourX(zoomed, 10, 1)).toBeUndefined();
    expect(neighbourX(zoomed, 5, -1)).toBeUndefined();
    expect(endsOf(chartOf(measured('used', { lanes: [], steps: 20 }, OPTIONS)))).toBeUndefined();
  });
});
