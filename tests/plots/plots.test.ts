import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { angles, sharedDensityMax } from '../../src/plots/angles.ts';
import { figure, figureSizes } from '../../src/plots/figure.ts';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { laneStroke } from '../../src/plots/marks/lane.ts';
import { laneReferences } from '../../src/plots/marks/lane-references.ts';
import { ring } from '../../src/plots/ring.ts';
import { uniqueVsEpsilon } from '../../src/plots/unique-vs-epsilon.ts';
import { measured } from './measured.ts';
import { curve, DECOUPLED, JOINT, knnOf, lossOf, RUNS, SWAV, scaled, someAngles } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
const LANES = [
  { lane: JOINT, run: RUNS['carp joint'] },
  { lane: DECOUPLED, run: RUNS['carp decoupled'] },
  { lane: SWAV, run: RUNS['swav joint'] },
];
const STEPS = 500;
const LOG_STEPS = { logSteps: true, logValues: false };
/** 512 random directions in 32 dimensions: the baseline that is not 100 % everywhere. */
const RANDOM = [1, 1, 1, 1, 1, 1, 1, 0.7];

describe('plots as files', () => {
  it('unique prototypes by ε', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      unique: run.unique,
      usedAndUnique: run.unique.map((u) => u * run.used[run.used.length - 1]),
      random: RANDOM,
    }));
    const { svg, summary } = uniqueVsEpsilon({ lanes }, OPTIONS);
    expectSvgFile('unique-vs-epsilon', svg);
    expect(summary).toContain('CARP · joint 100.0 % at ε 0.025 and 8.0 % at ε 0.5');
    expect(uniqueVsEpsilon({ lanes: [{ lane: JOINT, unique: [] }] }, OPTIONS).summary).toContain('nothing');
  });

  it('unique prototypes by step, plain and log', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'unique@0.5'),
      references: [{ label: 'random directions', value: 0.7 }],
    }));
    const plain = measured('unique', { lanes, steps: STEPS }, OPTIONS);
    expectSvgFile('unique-vs-step', plain.svg);
    expect(plain.summary).toContain('at step 500: CARP · joint 8.0 %');
    const log = measured('unique', { lanes, steps: STEPS, view: LOG_STEPS }, OPTIONS);
    expectSvgFile('unique-vs-step-log', log.svg);
  });

  it('usage', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'used'),
      thin: [{ name: 'perplexity', series: curve(run, 'perplexity') }],
    }));
    expectSvgFile('usage', measured('used', { lanes, steps: STEPS }, OPTIONS).svg);
    const legend = measured('used', { lanes, steps: STEPS }, { ...OPTIONS, legend: true });
    expectSvgFile('usage-legend', legend.svg);
  });

  it('used and unique, prototype accuracy', () => {
    const lanes = LANES.slice(0, 2).map(({ lane, run }) => ({ lane, series: curve(run, 'used') }));
    const both = measured('usedAndUnique', { lanes, epsilon: 0.25, steps: STEPS }, OPTIONS);
    expectSvgFile('used-and-unique', both.svg);
    const accuracy = { steps: [0, 250, 500], values: [0.41, 0.58, 0.62] };
    expectSvgFile(
      'prototype-accuracy',
      measured('prototypeAccuracy', { lanes: [{ lane: JOINT, series: accuracy }], steps: STEPS }, OPTIONS)
        .svg,
    );
  });

  it('uniformity, in the dark', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'uniformity'),
      references: [{ label: 'isotropic', value: -3.9377 }],
    }));
    const { svg } = measured('uniformity', { lanes, steps: STEPS }, { ...OPTIONS, theme: 'dark' });
    expectSvgFile('uniformity-dark', svg);
  });

  it('loss with terms and ln K', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: lossOf(run),
      thin: [
        { name: 'consistency', series: scaled(lossOf(run), 0.9) },
        { name: 'KL to uniform', series: scaled(lossOf(run), 0.1) },
      ],
      references: [
        { label: 'ln K: targets are uniform', value: lane.method === 'carp' ? undefined : Math.log(512) },
        {
          label: 'ln K in a block: targets are uniform',
          value: lane.method === 'carp' ? Math.log(256) : undefined,
        },
      ],
    }));
    const { svg, summary } = measured('loss', { lanes, steps: STEPS }, OPTIONS);
    expectSvgFile('loss', svg);
    expect(summary).toContain('ln K: targets are uniform 6.24, ln K in a block: targets are uniform 5.55');
  });

  it('k-NN as exported: title, caption, legend', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: knnOf(run),
      references: [
        { label: 'random-init encoder', value: 0.6926 },
        { label: 'raw pixels', value: 0.795 },
      ],
    }));
    const { svg } = measured(
      'knn',
      { lanes, steps: STEPS },
      { ...OPTIONS, title: 'k-NN accuracy', caption: 'Fashion-MNIST; K 512, D 128; seed 0', legend: true },
    );
    expectSvgFile('knn-export', svg);
  });

  it('ring and angles', () => {
    const drawn = someAngles(512, 'crowded');
    const plot = ring({ angles: drawn, count: 520 }, { ...OPTIONS, width: 260, height: 260 });
    // The image's bytes are the deflate of floats: the frame is compared as text, the image by its tests.
    expectSvgFile('ring', plot.svg.replace(/base64,[^"]*/, 'base64,'));
    expect(plot.summary).toMatch(/^Ring density of 512 of 520 prototypes live: .* 2\.\d\d times/);
    const none = ring({ angles: new Float32Array(0), count: 520 }, OPTIONS);
    expect(none.svg).toContain('No live prototypes yet');
    const yMax = sharedDensityMax([drawn]);
    const density = angles({ lanes: [{ lane: JOINT, angles: drawn }], yMax }, { ...OPTIONS, height: 170 });
    expectSvgFile('angles', density.svg);
    expect(density.summary).toMatch(/CARP · joint peaks at 2\.\d\d times uniform/);
  });

  it('ring and angles of a sample say so', () => {
    const drawn = someAngles(2048, 'even');
    const plot = ring({ angles: drawn, count: 2048, of: 65536 }, { ...OPTIONS, width: 260, height: 260 });
    expect(plot.svg).toContain('sample of 2,048');
    expect(plot.summary).toContain('Ring density of 2048 prototypes, an even sample of 65536:');
    const density = angles({ lanes: [{ lane: JOINT, angles: drawn }], sampled: 2048 }, OPTIONS);
    expect(density.svg).toContain('Angle (radians), sample of 2,048');
  });
});

describe('every plot', () => {
  it('stays within its own box when it is small, long-named or empty', () => {
    const long = { ...JOINT, label: 'CARP · joint, matched head, prototype learning rate ×10' };
    const references = [{ label: 'random directions', value: 0.7 }];
    const lanes = [{ lane: long, series: curve(RUNS['carp joint'], 'unique@0.5'), references }];
    for (const [width, height] of [
      [0, 0],
      [160, 120],
      [230, 150],
      [440, 280],
      [1200, 700],
    ]) {
      const { svg } = measured(
        'unique',
        { lanes },
        { width, height, theme: 'dark', title: 'A title that is far too long for so small a plot' },
      );
      const [w, h] = [Math.max(160, width), Math.max(120, height)];
      for (const [, x, y] of svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"/g)) {
        expect(Number(x)).toBeGreaterThanOrEqual(0);
        expect(Number(x)).toBeLessThanOrEqual(w);
        expect(Number(y)).toBeGreaterThan(0);
        expect(Number(y)).toBeLessThanOrEqual(h);
      }
    }
  });

  it('shares a reference line between lanes that agree', () => {
    const same = laneReferences(
      [
        { lane: JOINT, value: 0.5 },
        { lane: DECOUPLED, value: 0.50001 },
        { lane: SWAV, value: undefined },
      ],
      'baseline',
    );
    expect(same).toEqual([{ axis: 'y', value: 0.5, label: 'baseline' }]);
  });
});

describe('figure', () => {
  const lanes = [JOINT, DECOUPLED];

  it('nests every part at its place, on white', () => {
    const sizes = figureSizes(1100, 2, 3);
    const parts = lanes.map((lane) => ({
      title: lane.label,
      ring: ring({ angles: someAngles(256, 'even'), count: 256 }, { theme: 'light', ...sizes.ring }).svg,
      angles: angles(
        { lanes: [{ lane, angles: someAngles(256, 'even') }] },
        { theme: 'light', ...sizes.angles },
      ).svg,
    }));
    const used = measured('used', { lanes: [] }, { theme: 'light', ...sizes.curve }).svg;
    const svg = figure(
      {
        title: 'Joint & decoupled',
        lanes: parts,
        curves: [used, used, used],
        legend: lanes.map((lane) => ({ label: lane.label, ...laneStroke(lane, lanes) })),
        caption: 'CARP; MNIST; K 256\nseed 1',
      },
      { width: 1100 },
    );
    expectSvgFile('figure', svg.replace(/base64,[^"]*/g, 'base64,'));
    expect(svg.match(/<image/g)).toHaveLength(2);
    expect(svg).toContain('Joint &amp; decoupled');
  });

  it.each([1, 3, 6])('holds %i lanes side by side within its width', (count) => {
    const width = 1440;
    const { ring: at, angles: below } = figureSizes(width, count, 0);
    const even = someAngles(64, 'even');
    const parts = Array.from({ length: count }, (_, i) => ({
      title: `Lane ${i + 1}`,
      ring: ring({ angles: even, count: 64 }, { theme: 'light', ...at }).svg,
      angles: angles({ lanes: [{ lane: JOINT, angles: even }] }, { theme: 'light', ...below }).svg,
    }));
    const svg = figure({ title: '', lanes: parts, curves: [], legend: [], caption: '' }, { width });
    const lefts = [...svg.matchAll(/<svg x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*font-family/g)].map(
      ([, x, w]) => [+x, +w],
    );
    expect(lefts).toHaveLength(2 * count);
    const rings = lefts.slice(0, count);
    expect(lefts.slice(count)).toEqual(rings);
    rings.forEach(([x, w], i) => {
      const before = i === 0 ? 0 : rings[i - 1][0] + rings[i - 1][1];
      expect(x).toBeGreaterThan(before);
      expect(x + w).toBeLessThan(width);
    });
    for (const { title } of parts) expect(svg).toContain(`>${title}<`);
  });

  it('refuses what is not a plot', () => {
    const data = { title: '', lanes: [], curves: ['<p>'], legend: [], caption: '' };
    expect(() => figure(data, { width: 800 })).toThrow(TroubleError);
  });
});
