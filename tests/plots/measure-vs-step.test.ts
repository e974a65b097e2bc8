import { describe, expect, it } from 'vitest';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { measured } from './measured.ts';
import { curve, DECOUPLED, JOINT, knnOf, lossOf, RUNS, SWAV, scaled } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
const LANES = [
  { lane: JOINT, run: RUNS['carp joint'] },
  { lane: DECOUPLED, run: RUNS['carp decoupled'] },
  { lane: SWAV, run: RUNS['swav joint'] },
];
const STEPS = 500;
const PLAIN = { logSteps: false, logValues: false };
const LOG_STEPS = { logSteps: true, logValues: false };

describe('a measure as a file', () => {
  it('the unique share, plain and on log steps', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'unique@0.5'),
      references: [{ label: 'random baseline', value: 0.7 }],
    }));
    const plain = measured('unique', { lanes, steps: STEPS }, OPTIONS);
    expectSvgFile('unique-vs-step', plain.svg);
    expect(plain.summary).toContain('at step 500: CARP · joint 8.0%');
    const log = measured('unique', { lanes, steps: STEPS, view: LOG_STEPS }, OPTIONS);
    expectSvgFile('unique-vs-step-log', log.svg);
  });

  it('usage, with a thinner line for the winners after balancing', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'used'),
      thin: [{ name: 'won after balancing', series: curve(run, 'perplexity') }],
    }));
    expectSvgFile('usage', measured('used', { lanes, steps: STEPS }, OPTIONS).svg);
    const legend = measured('used', { lanes, steps: STEPS }, { ...OPTIONS, legend: true });
    expectSvgFile('usage-legend', legend.svg);
  });

  it('in use at an ε, and purity as points', () => {
    const lanes = LANES.slice(0, 2).map(({ lane, run }) => ({ lane, series: curve(run, 'used') }));
    const both = measured('agreedAndUnique', { lanes, epsilon: 0.25, steps: STEPS }, OPTIONS);
    expectSvgFile('in-use', both.svg);
    const accuracy = { steps: [0, 250, 500], values: [0.41, 0.58, 0.62] };
    expectSvgFile(
      'purity',
      measured('purity', { lanes: [{ lane: JOINT, series: accuracy }], steps: STEPS }, OPTIONS).svg,
    );
  });

  it('uniformity, in the dark', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: curve(run, 'uniformity'),
      references: [{ label: 'random baseline', value: -3.9377, range: [-3.95, -3.92] as const }],
    }));
    const dark = { ...OPTIONS, theme: 'dark' } as const;
    const { svg, summary } = measured('uniformity', { lanes, steps: STEPS }, dark);
    expectSvgFile('uniformity-dark', svg);
    expect(summary).toContain('for reference: random baseline -3.94 (-3.95 to -3.92)');
  });

  it('the loss with its terms and ln K', () => {
    const lanes = LANES.map(({ lane, run }) => ({
      lane,
      series: lossOf(run),
      thin: [
        { name: 'consistency', series: scaled(lossOf(run), 0.9) },
        { name: 'KL to uniform', series: scaled(lossOf(run), 0.1) },
      ],
      references: [
        { label: 'uniform targets (ln 512)', value: lane.method === 'carp' ? undefined : Math.log(512) },
        {
          label: 'uniform targets (ln 256)',
          value: lane.method === 'carp' ? Math.log(256) : undefined,
        },
      ],
    }));
    const { svg, summary } = measured('loss', { lanes, steps: STEPS }, OPTIONS);
    expectSvgFile('loss', svg);
    expect(summary).toContain('uniform targets (ln 512) 6.24, uniform targets (ln 256) 5.55');
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
});

const TWO = LANES.slice(0, 2);
const unique = TWO.map(({ lane, run }) => ({ lane, series: curve(run, 'unique@0.5') }));
const losses = TWO.map(({ lane, run }) => ({
  lane,
  series: lossOf(run),
  references: [{ label: 'uniform targets (ln 512)', value: Math.log(512) }],
}));
const labels = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);

describe('values on a log scale', () => {
  const view = { logSteps: true, logValues: true };

  it('have a place for shares of 0%, and the axis says where the log begins', () => {
    const { svg } = measured('unique', { lanes: unique, steps: 500, view }, OPTIONS);
    expectSvgFile('unique-vs-step-log-log', svg);
    expect(svg).toContain('% of K, log above 1%');
    expect(labels(svg)).toEqual(expect.arrayContaining(['0', '1', '10', '100']));
  });

  it('hold losses, and the axis says when some are not shown', () => {
    const positive = measured('loss', { lanes: losses, view }, OPTIONS).svg;
    expect(positive).toContain('(nats, log)');
    const [first] = losses;
    const thin = [{ name: 'a term', series: { steps: [0, 1], values: [1, -1] } }];
    const { svg } = measured('loss', { lanes: [{ ...first, thin }], view }, OPTIONS);
    expect(svg).toContain('log; 0 and less not shown');
  });

  it('are not for uniformity, which is negative', () => {
    const lanes = TWO.map(({ lane, run }) => ({ lane, series: curve(run, 'uniformity') }));
    const of = (logValues: boolean) =>
      measured('uniformity', { lanes, view: { ...PLAIN, logValues } }, OPTIONS).svg;
    expect(of(true)).toBe(of(false));
  });
});

it('stays within its box when it is small or has long names', () => {
  const long = { ...JOINT, label: 'CARP · joint, matched head, prototype learning rate ×10' };
  const references = [{ label: 'random baseline', value: 0.7 }];
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
