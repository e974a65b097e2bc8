import { describe, expect, it } from 'vitest';
import { drawOrder } from '../../../src/plots/marks/line-path.ts';
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
});

it('draws ghosts first, faint lines before bold ones, and solid lines before dashed ones', () => {
  const line = { label: '', xs: [], ys: [], color: '' };
  const bold = { ...line, lane: JOINT, dash: '' };
  const dashed = { ...line, lane: DECOUPLED, dash: '7 4' };
  const faint = { ...bold, faint: true };
  const ghost = { ...line, lane: { ...SWAV, ghost: true }, dash: '' };
  expect(drawOrder([dashed, bold, faint, ghost])).toEqual([ghost, faint, bold, dashed]);
});
