import { describe, expect, it } from 'vitest';
import { brush, crosshair } from '../../../src/plots/marks/crosshair.ts';
import { readings } from '../../../src/plots/marks/readings.ts';
import { measured } from '../measured.ts';
import { JOINT } from '../samples.ts';
import { chart, chartOf, data, LOG, OPTIONS } from '../usage-chart.ts';

describe('the crosshair', () => {
  const circles = (svg: string) =>
    [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

  it('has a vertical line at the step and a dot on every point read', () => {
    const svg = crosshair(chart, 20, readings(chart, 20), 'light');
    expect(svg).toContain(`<line x1="${Math.round(chart.placeX(20) * 100) / 100}"`);
    const dots = circles(svg);
    expect(dots).toHaveLength(4);
    expect(dots[2][0]).toBeCloseTo(chart.placeX(10), 1);
    expect(dots[2][1]).toBeCloseTo(chart.placeY(0.7), 1);
  });

  it('is empty outside the axis, and keeps its dots within the plot', () => {
    const zoomed = chartOf(measured('used', { ...data, view: { ...LOG, range: [4, 8] } }, OPTIONS));
    expect(crosshair(zoomed, 10, readings(zoomed, 10), 'light')).toBe('');
    expect(circles(crosshair(zoomed, 5, readings(zoomed, 5), 'light'))).toHaveLength(3);
    const gap = measured(
      'loss',
      { lanes: [{ lane: JOINT, series: { steps: [0, 1, 2], values: [5, Number.NaN, 4] } }] },
      OPTIONS,
    );
    const rows = readings(chartOf(gap), 1);
    expect(rows[0].readings[0].words).toBe('not finite');
    expect(circles(crosshair(chartOf(gap), 1, rows, 'light'))).toHaveLength(0);
  });

  it('shades the selected range, clipped to the axis', () => {
    const width = (svg: string) => Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
    expect(width(brush(chart, [10, 5], 'dark'))).toBeCloseTo(chart.placeX(10) - chart.placeX(5), 1);
    expect(width(brush(chart, [-9, 99], 'dark'))).toBeCloseTo(chart.right - chart.left, 1);
  });
});
