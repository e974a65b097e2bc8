import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { random } from '../../src/base/random.ts';
import { map } from '../../src/plots/map.ts';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import type { PlotLane } from '../../src/plots/marks/lane.ts';
import { uniqueOfWeights } from '../../src/plots/unique-of-weights.ts';
import { uniqueVsOrder } from '../../src/plots/unique-vs-order.ts';
import { valueHistogram } from '../../src/plots/value-histogram.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 480, height: 280, theme: 'light' };
const lane = (id: number, label: string): PlotLane => ({ id, label, method: 'weights', prototypes: 'joint' });

/** A grid with thresholds between. */
const CURVE = [0.0001, ...EPSILONS, 0.17, 0.4].sort((a, b) => a - b);

describe('unique prototypes of weights by ε', () => {
  const lanes = [
    { lane: lane(1, 'teacher.pth'), epsilons: CURVE, unique: CURVE.map((epsilon) => 1 - epsilon) },
    { lane: lane(2, 'student.pth'), epsilons: CURVE, unique: CURVE.map((epsilon) => 0.8 - 1.4 * epsilon) },
  ];
  const baseline = { epsilons: CURVE, mean: CURVE.map((epsilon) => 1 - epsilon ** 4) };

  it('have dots on the grid, the random baseline and the paper’s values', () => {
    const { svg, summary, chart } = uniqueOfWeights({ lanes, random: baseline, paper: true }, OPTIONS);
    expectSvgFile('unique-of-weights', svg);
    expect(summary).toContain('teacher.pth 97.5% at ε 0.025 and 50.0% at ε 0.5');
    const names = chart?.lines.map(({ label }) => label);
    for (const system of ['DINO', 'CARP', 'DINOv2', 'CAPI']) expect(names).toContain(`${system} (paper)`);
    expect(chart?.domain[0]).toBe(0.0001);
    expect(chart?.lines.find(({ label }) => label === 'DINO (paper)')?.ys[0]).toBe(0.015);
  });

  it('can be without the paper’s values, and empty', () => {
    const { chart, summary } = uniqueOfWeights({ lanes: [], paper: false }, OPTIONS);
    expect(chart?.lines).toEqual([]);
    expect(summary).toContain('nothing counted yet');
  });
});

it('the files of one run make a curve over their epochs', () => {
  const data = {
    lane: lane(1, 'run'),
    moment: 'epoch',
    at: [20, 60, 100],
    unique: [0.9, 0.5, 0.3],
    epsilon: 0.025,
  };
  const { svg, chart } = uniqueVsOrder(data, OPTIONS);
  expectSvgFile('unique-vs-order', svg);
  expect(chart?.domain).toEqual([20, 100]);
  const places = uniqueVsOrder({ ...data, moment: 'file', at: [1, 2, 3] }, OPTIONS);
  expect(places.svg).not.toMatch(/NaN|undefined|1\.5</);
});

describe('a histogram of values', () => {
  const common = { lane: lane(1, 'a'), name: 'Norms', axis: 'Norm', counted: 'Prototypes (count)' };

  it('counts all that are finite', () => {
    const source = random(3);
    const values = Float64Array.from({ length: 500 }, (_, i) =>
      i === 3 ? Number.NaN : 1 + source.uniform(),
    );
    const { svg, summary } = valueHistogram({ ...common, values }, OPTIONS);
    expectSvgFile('value-histogram', svg);
    expect(summary).toMatch(/^Norms: 1\.\d+ to [12](\.\d+)?, median 1\.[45]/);
  });

  it.each([
    ['equal', [1, 1, 1]],
    ['a single', [0]],
    ['negative', [-3, -3]],
    ['no', []],
    ['only infinite', [Number.POSITIVE_INFINITY]],
  ])('is drawn for %s values', (_, values) => {
    for (const log of [false, true]) {
      const { svg } = valueHistogram({ ...common, values, log }, OPTIONS);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

it('a map of weights says nothing about use', () => {
  const places = Float32Array.from([0.5, 0.1, 0, -0.2, 0.6, 0.1, 0.1, -0.4, 0.3]);
  const wins = Float32Array.from([2 / 3, 2 / 3, 1 / 3]);
  const none = new Float32Array(0);
  const { svg, summary } = map(
    { lane: lane(1, 'a'), places, wins, unseen: true, cloud: none, K: 3 },
    OPTIONS,
  );
  expect(summary).not.toMatch(/used/);
  expect(svg).not.toMatch(/unused|embeddings/);
});
