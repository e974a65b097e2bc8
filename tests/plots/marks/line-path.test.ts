import { describe, expect, it } from 'vitest';
import { drawOrder } from '../../../src/plots/marks/line-path.ts';
import { EMPTY_HISTORY, record } from '../../../src/ui/state/history.ts';
import { measureAt } from '../../ui/played-lane.ts';
import { measured } from '../measured.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

const OPTIONS = { width: 440, height: 280, theme: 'light' } as const;

describe('a long run', () => {
  it('is drawn with every peak, but no more points than a screen resolves', () => {
    const steps = Array.from({ length: 2000 }, (_, i) => 5 * i);
    const values = steps.map((step, i) => (i === 1777 ? 0.97 : 0.2 + 0.1 * Math.sin(step)));
    const plot = measured(
      'unique',
      {
        lanes: [{ lane: JOINT, series: { steps, values } }],
        view: { logSteps: true, logValues: false },
      },
      OPTIONS,
    );
    const [, d] = / d="([^"]*)"/.exec(plot.svg) ?? ['', ''];
    const places = d.split(/[ML]/).slice(1);
    expect(places.length).toBeLessThan(1000);
    const at = (i: number) =>
      [plot.chart?.placeX(steps[i]), plot.chart?.placeY(values[i])].map(
        (px) => Math.round(100 * (px ?? 0)) / 100,
      );
    for (const i of [0, 1, 2, 1777, 1999]) expect(places).toContain(at(i).join(' '));
  });

  it.each([true, false])('is drawn evenly over the axis as it is shown (log %s)', (logSteps) => {
    const report = (i: number) => measureAt(i, i, 2600);
    const history = Array.from({ length: 2600 }, (_, i) => report(i)).reduce(record, EMPTY_HISTORY);
    const series = history.used;
    const plot = measured(
      'used',
      { lanes: [{ lane: JOINT, series }], view: { logSteps, logValues: false } },
      OPTIONS,
    );
    const [, d] = / d="([^"]*)"/.exec(plot.svg) ?? ['', ''];
    const drawn = d
      .split(/[ML]/)
      .slice(1)
      .map((place) => Number(place.split(' ')[0]));
    expect(drawn.length).toBeLessThan(2600);
    // no measured point is farther from a drawn one than a screen resolves
    const far = Array.from({ length: 2600 }, (_, step) => plot.chart?.placeX(step) ?? Number.NaN).filter(
      (px) => !drawn.some((at) => Math.abs(at - px) <= 0.51),
    );
    expect(far).toEqual([]);
  });

  it('has no more dots and no finer band than a screen resolves', () => {
    const steps = Array.from({ length: 20_000 }, (_, i) => i);
    const series = (value: number) => ({ steps, values: steps.map(() => value) });
    const lane = { lane: JOINT, series: series(0.5), range: { low: series(0.4), high: series(0.6) } };
    const plot = measured('knn', { lanes: [lane] }, OPTIONS);
    expect(plot.svg.match(/<circle /g)?.length).toBeLessThan(2000);
    const [, band] = / d="(M[^"]*Z)"/.exec(plot.svg) ?? ['', ''];
    expect(band.split('L').length).toBeLessThan(4000);
  });
});

it('draws ghosts first, faint lines before bold ones, and solid lines before dashed ones', () => {
  const line = { label: '', xs: [], ys: [], color: '' };
  const bold = { ...line, lane: JOINT, dash: '' };
  const dashed = { ...line, lane: DECOUPLED, dash: '7 4' };
  const faint = { ...bold, faint: true };
  const ghost = { ...line, lane: { ...SWAV, ghost: true }, dash: '' };
  expect(drawOrder([dashed, bold, faint, ghost])).toEqual([ghost, faint, bold, dashed]);
});
