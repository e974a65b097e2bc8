import { describe, expect, it } from 'vitest';
import { createCrosshair } from '../../../src/ui/figures/crosshair.ts';
import { type PlotActs, plotKey } from '../../../src/ui/figures/plot-keys.ts';
import { measured } from '../../plots/measured.ts';

const lane = { id: 1, label: 'A', method: 'carp', prototypes: 'joint' };
const chartOf = (range?: readonly [number, number]) => {
  const view = { logSteps: true, logValues: false, range };
  const series = { steps: [0, 1, 5, 20], values: [-1, -2, -3, -4] };
  const { chart } = measured(
    'uniformity',
    { lanes: [{ lane, series }], view },
    { width: 440, height: 280, theme: 'light' },
  );
  if (!chart) throw new Error('the plot has no chart');
  return chart;
};

function played(range?: readonly [number, number]) {
  const crosshair = createCrosshair(() => {});
  const done: unknown[] = [];
  const acts: PlotActs = {
    zoom: (to) => done.push(['zoom', to]),
    zoomBy: (x, factor) => done.push(['zoomBy', x, factor]),
    lookAt: (x) => done.push(['lookAt', x]),
  };
  const chart = chartOf(range);
  return {
    crosshair,
    done,
    press: (key: string, able = true) => plotKey(key, chart, crosshair, able ? acts : undefined),
  };
}

describe('keys on a plot', () => {
  it('walk from report to report, and stop at the ends', () => {
    const { crosshair, press } = played();
    const seen = [
      'ArrowRight',
      'ArrowRight',
      'ArrowUp',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'Home',
      'ArrowDown',
      'End',
    ].map((key) => press(key) && crosshair.at());
    expect(seen).toEqual([0, 1, 5, 20, 20, 5, 0, 0, 20]);
    press('Escape');
    expect(crosshair.at()).toBeUndefined();
    press('ArrowLeft');
    expect(crosshair.at()).toBe(20);
  });

  it('start within the visible range, at the resting crosshair', () => {
    const zoomed = played([1, 6]);
    zoomed.crosshair.rest(20);
    zoomed.press('ArrowLeft');
    expect(zoomed.crosshair.at()).toBe(5);
    const resting = played();
    resting.crosshair.rest(7);
    resting.press('ArrowLeft');
    expect(resting.crosshair.at()).toBe(5);
  });

  it('zoom around the crosshair, reset, and look back; without actions they are left to the page', () => {
    const { crosshair, done, press } = played();
    expect(press('Enter')).toBe(false);
    crosshair.point(5);
    for (const key of ['+', '-', '0', 'Enter']) expect(press(key)).toBe(true);
    expect(done).toEqual([
      ['zoomBy', 5, 0.5],
      ['zoomBy', 5, 2],
      ['zoom', undefined],
      ['lookAt', 5],
    ]);
    for (const key of ['+', '-', '0', 'Enter', 'r', ' ', '1']) expect(press(key, false)).toBe(false);
  });
});
