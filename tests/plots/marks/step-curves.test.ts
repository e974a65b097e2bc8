import { describe, expect, it } from 'vitest';
import type { PlotOptions } from '../../../src/plots/marks/frame.ts';
import { measured } from '../measured.ts';
import { curve, DECOUPLED, JOINT, knnOf, lossOf, RUNS, SWAV, scaled } from '../samples.ts';
import { expectSvgFile } from '../svg-file.ts';

const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
const PLAIN = { logSteps: false, logValues: false };
const TWO = [
  { lane: JOINT, run: RUNS['carp joint'] },
  { lane: DECOUPLED, run: RUNS['carp decoupled'] },
];
const unique = TWO.map(({ lane, run }) => ({ lane, series: curve(run, 'unique@0.5') }));
const losses = TWO.map(({ lane, run }) => ({
  lane,
  series: lossOf(run),
  references: [{ label: 'ln K: targets are uniform', value: Math.log(512) }],
}));
const labels = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('a range of steps', () => {
  const view = { ...PLAIN, range: [100, 300] as const };

  it('spans the axis; shares keep their value axis, and losses fit theirs to the range', () => {
    const plot = measured('unique', { lanes: unique, steps: 500, view }, OPTIONS);
    expectSvgFile('unique-vs-step-zoomed', plot.svg);
    expect(plot.chart?.domain).toEqual([100, 300]);
    expect(plot.chart?.placeY(1)).toBe(plot.chart?.top);
    const whole = measured('loss', { lanes: losses, view: PLAIN }, OPTIONS);
    const zoomed = measured('loss', { lanes: losses, view }, OPTIONS);
    expect(labels(whole.svg).join()).toContain('ln K');
    expect(labels(zoomed.svg).join()).not.toContain('ln K');
    const inView = losses.flatMap(({ series: { steps, values } }) =>
      values.filter((_, i) => steps[i] >= 100 && steps[i] <= 300),
    );
    const { chart } = zoomed;
    for (const value of inView) {
      expect(chart?.placeY(value)).toBeLessThanOrEqual((chart?.bottom ?? 0) + 1e-6);
      expect(chart?.placeY(value)).toBeGreaterThanOrEqual((chart?.top ?? 0) - 1e-6);
    }
    expect(chart?.placeY(Math.max(...inView))).toBeLessThan((chart?.bottom ?? 0) - 20);
  });

  it('names a line where it leaves the plot, and keeps the latest values in the summary', () => {
    const { svg, summary } = measured('unique', { lanes: unique, steps: 500, view }, OPTIONS);
    expect(labels(svg)).toEqual(expect.arrayContaining(['CARP · joint', 'CARP · decoupled']));
    expect(summary).toBe(measured('unique', { lanes: unique, steps: 500 }, OPTIONS).summary);
    // k-NN is measured at 0, 250 and 500 only: the line still crosses a range without points
    const rare = { ...PLAIN, range: [260, 400] as const };
    const crossing = measured(
      'knn',
      { lanes: [{ lane: JOINT, series: knnOf(RUNS['carp joint']) }], view: rare },
      OPTIONS,
    );
    expect(labels(crossing.svg)).toContain('CARP · joint');
    const past = { ...PLAIN, range: [600, 700] as const };
    const over = measured(
      'knn',
      { lanes: [{ lane: JOINT, series: knnOf(RUNS['carp joint']) }], view: past },
      OPTIONS,
    );
    expect(labels(over.svg)).not.toContain('CARP · joint');
  });
});

describe('smoothing', () => {
  const view = { logSteps: true, logValues: false };
  const data = { lanes: losses.map(({ lane, series }) => ({ lane, series })), view };

  it('draws the raw line faintly behind each smoothed curve only', () => {
    const paths = (svg: string) => [...svg.matchAll(/<path [^>]*>/g)].map(([path]) => path);
    const plain = paths(measured('loss', data, OPTIONS).svg);
    const smooth = paths(measured('loss', data, { ...OPTIONS, smoothing: 0.9 }).svg);
    expect(plain).toHaveLength(2);
    expect(smooth).toHaveLength(4);
    const d = (path: string) => / d="([^"]*)"/.exec(path)?.[1];
    expect([smooth[0], smooth[2]].map(d)).toEqual(plain.map(d));
    expect(smooth[0]).toContain('opacity="0.3"');
    expect(d(smooth[1])).not.toBe(d(smooth[0]));
  });

  it('keeps the summary and the axis of the measured values', () => {
    const plain = measured('loss', data, OPTIONS);
    const smooth = measured('loss', data, { ...OPTIONS, smoothing: 0.9 });
    expect(smooth.summary).toBe(plain.summary);
    expect(smooth.chart?.placeY(5)).toBe(plain.chart?.placeY(5));
  });
});

describe('ghosts', () => {
  it('are grey, thin and named, behind the lanes', () => {
    const swav = {
      lane: { ...SWAV, id: -1, label: 'SwAV, seed 2', ghost: true },
      series: curve(RUNS['swav joint'], 'unique@0.5'),
    };
    const carp = {
      lane: { ...DECOUPLED, id: -2, label: 'CARP decoupled, seed 2', ghost: true },
      series: scaled(curve(RUNS['carp decoupled'], 'unique@0.5'), 0.9),
    };
    const view = { logSteps: true, logValues: false };
    const { svg } = measured('unique', { lanes: [...unique, swav, carp], steps: 500, view }, OPTIONS);
    expectSvgFile('unique-vs-step-ghosts', svg);
  });
});

describe('hidden lanes', () => {
  it('keep the colours of the others, and have no references', () => {
    const twins = [JOINT, { ...JOINT, id: 9, label: 'CARP · joint (2)' }].map((lane) => ({
      lane,
      series: curve(RUNS['carp joint'], 'unique@0.5'),
      references: [{ label: 'random baseline', value: lane.id / 100 }],
    }));
    const [first, second] = twins;
    const both = measured('unique', { lanes: twins, steps: 500 }, OPTIONS).svg;
    const one = measured(
      'unique',
      { lanes: [{ ...first, lane: { ...first.lane, hidden: true } }, second], steps: 500 },
      OPTIONS,
    );
    const bold = (svg: string) => [...svg.matchAll(/stroke="(#\w+)" stroke-width="2"/g)].map(([, c]) => c);
    expect(bold(one.svg)).toEqual(bold(both).slice(1));
    expect(one.summary).not.toContain('CARP · joint 8');
    expect(labels(one.svg).filter((text) => text.startsWith('random'))).toHaveLength(1);
  });
});
