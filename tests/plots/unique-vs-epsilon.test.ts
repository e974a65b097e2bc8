import { expect, it } from 'vitest';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { uniqueVsEpsilon } from '../../src/plots/unique-vs-epsilon.ts';
import { DECOUPLED, JOINT, RUNS, SWAV } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
const LANES = [
  { lane: JOINT, run: RUNS['carp joint'] },
  { lane: DECOUPLED, run: RUNS['carp decoupled'] },
  { lane: SWAV, run: RUNS['swav joint'] },
];
/** 512 random directions in 32 dimensions: the baseline that is not 100% everywhere. */
const RANDOM = {
  mean: [1, 1, 1, 1, 1, 1, 1, 0.74],
  low: [1, 1, 1, 1, 1, 1, 1, 0.7],
  high: [1, 1, 1, 1, 1, 1, 1, 0.77],
};

it('draws every lane beside random directions, with both ends in the summary', () => {
  const lanes = LANES.map(({ lane, run }) => ({
    lane,
    unique: run.unique,
    agreedAndUnique: run.unique.map((u) => u * run.used[run.used.length - 1]),
    random: RANDOM,
  }));
  const { svg, summary } = uniqueVsEpsilon({ lanes }, OPTIONS);
  expectSvgFile('unique-vs-epsilon', svg);
  expect(summary).toContain('CARP · joint 100.0% at ε 0.025 and 8.0% at ε 0.5');
  expect(uniqueVsEpsilon({ lanes: [{ lane: JOINT, unique: [] }] }, OPTIONS).summary).toContain('nothing');
});

it('draws the range of random directions once for lanes that share it, and none for a single draw', () => {
  const band = /opacity="0.22"/g;
  const draw = (...randoms: (typeof RANDOM)[]) => {
    const lanes = randoms.map((random, i) => ({ lane: LANES[i].lane, unique: LANES[i].run.unique, random }));
    return uniqueVsEpsilon({ lanes }, OPTIONS).svg;
  };
  expect(draw(RANDOM, { ...RANDOM }).match(band)).toHaveLength(1);
  const { mean } = RANDOM;
  expect(draw({ mean, low: mean, high: mean })).not.toMatch(band);
  expect(draw(RANDOM, { ...RANDOM, mean: mean.map((share) => share / 2) }).match(band)).toHaveLength(2);
});
