import { describe, expect, it } from 'vitest';
import { csvText } from '../../../src/export/csv.ts';
import { readRunJson } from '../../../src/export/run-json.ts';
import { fileWord, plotSvg } from '../../../src/ui/figures/plot-file.ts';
import { archiveTexts } from '../../../src/ui/share/export-archive.ts';
import { prototypesCsv } from '../../../src/ui/share/export-run.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { saved as savedOf } from '../saved.ts';
import { trained } from '../trained.ts';

const state = trained();
const members = new Map(archiveTexts(state, 'http://x/#K=64').map(({ name, data }) => [name, String(data)]));

describe('an archive', () => {
  it('holds figure, every plot, data, caption and entries, each under a name of its own', () => {
    expect(members.size).toBe(archiveTexts(state, '').length);
    for (const name of [
      'figure.svg',
      'run.json',
      'curves.csv',
      'prototypes.csv',
      'caption.txt',
      'paper.bib',
      'tool.bib',
    ])
      expect([...members.keys()]).toContain(name);
    const plots = [...members.keys()].filter((name) => name.startsWith('plots/'));
    expect(plots.length).toBeGreaterThanOrEqual(2 * 2 + 8);
    for (const name of plots) {
      expect(name).toMatch(/^plots\/[a-z0-9.-]+\.svg$/);
      const svg = members.get(name) ?? '';
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
      // light whatever the page's theme, with what was trained and by what
      expect(svg).toContain('fill="#ffffff"');
      expect(svg).toContain(`commit ${__COMMIT__}`);
    }
    expect(readRunJson(members.get('run.json') ?? '').lanes).toEqual(savedOf(state));
  });

  it('its caption names settings, seed, step looked at, version, commit, backend and address', () => {
    const text = members.get('caption.txt') ?? '';
    for (const part of [
      'Lane 1: CARP, joint prototypes',
      'Lane 2, settings that are not the default: prototypes = decoupled, steps = 20; seed = 1.',
      `proto-playground ${__VERSION__}, commit ${__COMMIT__}; cpu, none.`,
      'Setup: http://x/#K=64',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/^Prototypes of self-supervised lanes, trained with the same seed\.$/m);
    expect(text).not.toContain('at step');
    const then = reduce(state, { type: 'lookAt', step: 5 }).state;
    const parts = new Map(archiveTexts(then, '').map(({ name, data }) => [name, String(data)]));
    expect(parts.get('caption.txt')).toContain('ε curve are of step 5.');
    expect(parts.get('figure.svg')).toContain('at step 5.');
  });
});

it('a saved plot grows by its caption, so that nothing is taken from the plot', () => {
  const sizes: { width: number; height: number }[] = [];
  const draw = ({ width, height }: { width: number; height: number }) => {
    sizes.push({ width, height });
    return { svg: '', summary: '' };
  };
  plotSvg({ name: 'Loss', draw, aspect: 0.5, caption: 'Lane 1: CARP.' });
  plotSvg({ name: 'Loss', draw, aspect: 0.5, caption: 'Lane 1: CARP, joint prototypes.\n'.repeat(40) });
  expect(sizes[0].width).toBe(sizes[1].width);
  expect(sizes[1].height).toBeGreaterThan(sizes[0].height + 60);
});

it('file names are letters, digits and hyphens', () => {
  expect(fileWord('Unique prototypes at ε 0.5')).toBe('unique-prototypes-at-epsilon-0.5');
  expect(fileWord('../Angular density: CARP · joint, η 0.95.')).toBe('angular-density-carp-joint-0.95');
});

it('prototypes as CSV: a line each, of the last report with a picture', () => {
  const places = Float32Array.of(1, 0, 0, 0, 0.5, -0.5);
  const picture = { places, wins: Float32Array.of(0.75, 0.25), cloud: new Float32Array(0) };
  const [first, second] = state.lanes;
  const run = {
    ...first.run,
    snapshots: first.run.snapshots.map((each, i) => (i === 2 ? { ...each, picture } : each)),
  };
  expect(prototypesCsv({ ...state, lanes: [{ ...first, run }, second] })).toBe(
    csvText([
      ['lane', 'method', 'prototypes', 'seed', 'step', 'prototype', 'x', 'y', 'z', 'won'],
      ['Lane 1', 'carp', 'joint', '1', '10', '0', '1', '0', '0', '0.75'],
      ['Lane 1', 'carp', 'joint', '1', '10', '1', '0', '0.5', '-0.5', '0.25'],
    ]),
  );
  // of a sample, each has its index among all K
  const snapshots = run.snapshots.map((each) => ({ ...each, sampled: 2 }));
  const many = { ...run, snapshots, config: { ...run.config, K: 10 } };
  const rows = prototypesCsv({ ...state, lanes: [{ ...first, run: many }, second] }).split('\r\n');
  expect(rows.slice(1, 3).map((row) => row.split(',')[5])).toEqual(['0', '5']);
});

it('an archive has map, sphere and use of every lane whose places are known, at the step looked at', () => {
  const picture = {
    places: Float32Array.of(1, 0, 0, 0, 0.5, -0.5),
    wins: Float32Array.of(0.75, 0.25),
    cloud: Float32Array.of(0, 0, 1),
  };
  const [first, second] = state.lanes;
  const snapshots = first.run.snapshots.map((each, i) => (i === 2 ? { ...each, picture } : each));
  const lanes = [{ ...first, run: { ...first.run, snapshots } }, second];
  const names = (at: number) =>
    archiveTexts({ ...state, lanes, at }, '').flatMap(({ name, data }) =>
      /plots\/(prototype-[ms]|usage-)/.test(name) ? [`${name} ${/at step \d+/.exec(String(data))?.[0]}`] : [],
    );
  expect(names(5)).toEqual([]);
  expect(names(10)).toEqual([
    'plots/prototype-map-lane-1-carp-joint.svg at step 10',
    'plots/prototype-sphere-lane-1-carp-joint.svg at step 10',
    'plots/usage-histogram-lane-1-carp-joint.svg at step 10',
  ]);
});
