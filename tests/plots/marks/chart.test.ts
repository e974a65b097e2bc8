import { describe, expect, it } from 'vitest';
import { type Chart, endsOf, nearestX, neighbourX, pointAt } from '../../../src/plots/marks/chart.ts';
import { brush, crosshair } from '../../../src/plots/marks/crosshair.ts';
import type { PlotOptions } from '../../../src/plots/marks/frame.ts';
import { readings, readingWords } from '../../../src/plots/marks/readings.ts';
import { measured } from '../measured.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
const LOG = { logSteps: true, logValues: false };
const EXACT = 0.123456789012345;

const data = {
  lanes: [
    {
      lane: JOINT,
      series: { steps: [0, 5, 10, 20], values: [1, EXACT, 0.1, 0.05] },
      thin: [{ name: 'perplexity', series: { steps: [0, 5, 10, 20], values: [0.9, 0.4, 0.3, 0.2] } }],
    },
    {
      lane: DECOUPLED,
      series: { steps: [0, 10], values: [0.8, 0.7] },
      thin: [{ name: 'perplexity', series: { steps: [5, 10], values: [0.6, 0.5] } }],
    },
  ],
  steps: 20,
  view: LOG,
};

function chartOf(plot: { readonly chart?: Chart | undefined }): Chart {
  if (!plot.chart) throw new Error('the plot has no chart');
  return plot.chart;
}
const chart = chartOf(measured('used', data, OPTIONS));

describe('reading a chart off', () => {
  it('takes the last point at or before a step, and none before the first', () => {
    const [used, perplexity] = [chart.lines[2], chart.lines[3]];
    expect(pointAt(used, 9)).toEqual({ x: 0, y: 0.8 });
    expect(pointAt(used, 10)).toEqual({ x: 10, y: 0.7 });
    expect(pointAt(used, 1e6)).toEqual({ x: 10, y: 0.7 });
    expect(pointAt(perplexity, 4)).toBeUndefined();
    expect(pointAt({ ...used, xs: [], ys: [] }, 4)).toBeUndefined();
  });

  it('finds the measured step nearest to a place on the axis, whatever its scale', () => {
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

  it('goes from one measured step to the next, and ends where the axis does', () => {
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

  it('gives every lane its own row, the number untruncated and the words rounded as the summary', () => {
    const rows = readings(chart, 7);
    expect(rows.map(({ label }) => label)).toEqual(['CARP · joint', 'CARP · decoupled']);
    expect(rows[0].readings.map(({ point }) => point)).toEqual([
      { x: 5, y: EXACT },
      { x: 5, y: 0.4 },
    ]);
    expect(rows[0].readings.map(({ words }) => words)).toEqual(['12.3 %', '40.0 %']);
    expect(readingWords(chart, 20, readings(chart, 20))).toBe(
      'step 20: CARP · joint 5.0 %, perplexity 20.0 %; CARP · decoupled 70.0 % (at step 10), perplexity 50.0 % (at step 10).',
    );
    expect(readings(chart, 0)[1].readings[1]).toMatchObject({ point: undefined, words: '–' });
  });

  it('reads what was measured where the curve is smoothed', () => {
    const smooth = chartOf(measured('used', data, { ...OPTIONS, smoothing: 0.9 }));
    expect(smooth.lines[0].ys[1]).not.toBe(EXACT);
    expect(readings(smooth, 5)).toMatchObject(
      readings(chart, 5).map(({ readings: all }) => ({ readings: all.map(({ point }) => ({ point })) })),
    );
  });

  it('leaves hidden lanes out, and the thinner lines of ghosts', () => {
    const [first, second] = data.lanes;
    const lanes = [
      { ...first, lane: { ...JOINT, hidden: true } },
      { ...second, lane: { ...DECOUPLED, ghost: true } },
      { ...first, lane: SWAV },
    ];
    const rows = readings(chartOf(measured('used', { ...data, lanes }, OPTIONS)), 20);
    expect(rows.map(({ label, readings: all }) => [label, all.length])).toEqual([
      ['CARP · decoupled', 1],
      ['SwAV · joint', 2],
    ]);
  });
});

describe('the crosshair', () => {
  const circles = (svg: string) =>
    [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);

  it('stands at the step, with a dot on every point read off', () => {
    const svg = crosshair(chart, 20, readings(chart, 20), 'light');
    expect(svg).toContain(`<line x1="${Math.round(chart.placeX(20) * 100) / 100}"`);
    const dots = circles(svg);
    expect(dots).toHaveLength(4);
    expect(dots[2][0]).toBeCloseTo(chart.placeX(10), 1);
    expect(dots[2][1]).toBeCloseTo(chart.placeY(0.7), 1);
  });

  it('is not there where the axis does not reach, and its dots stay within the plot', () => {
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

  it('shades what a drag picks, cut at the ends of the axis', () => {
    const width = (svg: string) => Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
    expect(width(brush(chart, [10, 5], 'dark'))).toBeCloseTo(chart.placeX(10) - chart.placeX(5), 1);
    expect(width(brush(chart, [-9, 99], 'dark'))).toBeCloseTo(chart.right - chart.left, 1);
  });
});
