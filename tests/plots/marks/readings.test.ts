import { describe, expect, it } from 'vitest';
import { readings, readingWords } from '../../../src/plots/marks/readings.ts';
import { measured } from '../measured.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';
import { chart, chartOf, data, EXACT, OPTIONS } from '../usage-chart.ts';

describe('the readings at a step', () => {
  it('have a row per lane, with the exact number and the rounded one of the summary', () => {
    const rows = readings(chart, 7);
    expect(rows.map(({ label }) => label)).toEqual(['CARP · joint', 'CARP · decoupled']);
    expect(rows[0].readings.map(({ point }) => point)).toEqual([
      { x: 5, y: EXACT },
      { x: 5, y: 0.4 },
    ]);
    expect(rows[0].readings.map(({ words }) => words)).toEqual(['12.3%', '40.0%']);
    expect(readingWords(chart, 20, readings(chart, 20))).toBe(
      'step 20: CARP · joint 5.0%, perplexity 20.0%; CARP · decoupled 70.0% (at step 10), perplexity 50.0% (at step 10).',
    );
    expect(readings(chart, 0)[1].readings[1]).toMatchObject({ point: undefined, words: '–' });
  });

  it('are the measured values of a smoothed curve', () => {
    const smooth = chartOf(measured('used', data, { ...OPTIONS, smoothing: 0.9 }));
    expect(smooth.lines[0].ys[1]).not.toBe(EXACT);
    expect(readings(smooth, 5)).toMatchObject(
      readings(chart, 5).map(({ readings: all }) => ({ readings: all.map(({ point }) => ({ point })) })),
    );
  });

  it('leave out hidden lanes, and the thinner lines of ghosts', () => {
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
