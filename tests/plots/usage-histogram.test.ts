import { expect, it } from 'vitest';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { usageHistogram } from '../../src/plots/usage-histogram.ts';
import { JOINT } from './samples.ts';
import { someSpots } from './spots-sample.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 400, height: 240, theme: 'light' };

it('has a separate bar for prototypes that win nothing', () => {
  const { lane, wins: shares } = someSpots('collapsed');
  const { svg, summary } = usageHistogram({ lane, wins: shares, K: 96 }, OPTIONS);
  expectSvgFile('usage-histogram', svg);
  expect(summary).toContain('75.0% of prototypes won none of the last');
});

it('is drawn without NaN before the first report', () => {
  const { svg, summary } = usageHistogram({ lane: JOINT, wins: new Float32Array(0), K: 512 }, OPTIONS);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(summary).toMatch(/no live|nothing/);
});
