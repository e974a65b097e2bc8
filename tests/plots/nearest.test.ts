import { expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { nearest } from '../../src/plots/nearest.ts';
import { JOINT } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 400, height: 240, theme: 'light' };

it('compares with the random baseline, and counts duplicates', () => {
  const source = random(2);
  const cosines = Float32Array.from({ length: 512 }, (_, i) =>
    i === 7 ? Number.NaN : i % 3 ? 1 - 0.02 * source.uniform() : 0.3 + 0.06 * source.normal(),
  );
  const { svg, summary } = nearest({ lane: JOINT, nearest: cosines, K: 512, D: 128, epsilon: 0.5 }, OPTIONS);
  expectSvgFile('nearest', svg);
  expect(summary).toContain('random baseline 0.26');
  expect(summary).toMatch(/66\.\d% of prototypes have a duplicate within ε 0\.5/);
});

it('is drawn without NaN before the first report', () => {
  const { svg, summary } = nearest(
    { lane: JOINT, nearest: new Float32Array(0), K: 512, D: 2, epsilon: 0.5 },
    OPTIONS,
  );
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(summary).toMatch(/no live|nothing/);
});
