import { describe, expect, it } from 'vitest';
import { csvText } from '../../../src/export/csv.ts';
import { readRunJson } from '../../../src/export/read-run.ts';
import {
  comparisonCsv,
  comparisonFigure,
  comparisonJson,
  fileName,
  prototypesCsv,
} from '../../../src/ui/share/export-run.ts';
import type { AppState } from '../../../src/ui/state/app-state.ts';
import { initial, reduce } from '../../../src/ui/state/reduce.ts';
import { savedLanes } from '../../../src/ui/state/saved-lane.ts';
import { measureAt } from '../played-lane.ts';
import { reported, trained } from '../trained.ts';

describe('the exports of a comparison', () => {
  const state = reported();

  it('JSON reads back with both lanes, their curves and final metrics', () => {
    const run = readRunJson(comparisonJson(state, new Date('2026-11-24T00:00:00Z')));
    expect(run.createdAt).toBe('2026-11-24T00:00:00.000Z');
    expect(run.playground).toBe('1.2.3');
    expect(run.lanes.map((lane) => lane.config['prototypes'])).toEqual(['joint', 'decoupled']);
    expect(run.lanes[0].series['unique@0.5']).toEqual({ steps: [0, 5, 10], values: [1, 1 / 2, 1 / 3] });
    expect(run.lanes[0].series['term.entropy'].values).toEqual([1, 1]);
    expect(run.lanes[1].final?.step).toBe(10);
  });

  it('CSV has a line per point', () => {
    const lines = comparisonCsv(state).trim().split('\r\n');
    expect(lines[0]).toBe('lane,method,prototypes,seed,step,metric,value');
    expect(lines).toContain('Lane 1,carp,joint,1,5,unique@0.5,0.5');
    expect(lines).toContain('Lane 2,carp,decoupled,1,10,knn,0.6');
  });

  it('the figure names both lanes and carries the caption', () => {
    const svg = comparisonFigure(state);
    for (const text of ['CARP · joint', 'CARP · decoupled', 'MNIST', 'K 512', 'D 128', 'seed 1'])
      expect(svg).toContain(text);
    // a density and its colour bar for each lane
    expect(svg.match(/<image /g)).toHaveLength(4);
  });

  it('files are named after the compared lanes', () => {
    expect(fileName(state)).toBe('carp-joint_carp-decoupled_seed-1');
    const [lane, other] = state.lanes;
    const small = { ...lane, id: 9, run: { ...lane.run, config: { ...lane.run.config, K: 64 } } };
    expect(fileName({ ...state, lanes: [lane, small] })).toBe('carp-joint-k-512_carp-joint-k-64_seed-1');
    const seeded = { ...other, run: { ...other.run, config: { ...other.run.config, seed: 2 } } };
    expect(fileName({ ...state, lanes: [lane, seeded] })).toContain(
      'carp-joint-seed-1_carp-decoupled-seed-2',
    );
  });

  it('leave out lanes without a run', () => {
    expect(readRunJson(comparisonJson(initial(2, 'cpu'))).lanes).toEqual([]);
  });

  it.each([1, 3, 6])('hold %i lanes', (count) => {
    const lanes = reported(count);
    expect(readRunJson(comparisonJson(lanes)).lanes).toHaveLength(count);
    const named = comparisonCsv(lanes).matchAll(/^(Lane \d),/gm);
    expect(new Set([...named].map(([, name]) => name)).size).toBe(count);
    const svg = comparisonFigure(lanes);
    expect(svg.match(/<image /g)).toHaveLength(2 * count);
    for (let i = 1; i <= count; i++) expect(svg).toContain(`Lane ${i}: CARP, `);
    expect(fileName(lanes).length).toBeLessThan(60);
  });
});

it('files hold every report of a long run, in CSV, JSON and kept run, and older states stay as they were', () => {
  const short = reported(1);
  const heard = (state: AppState, report: number) =>
    reduce(state, { type: 'report', lane: 1, report: { ...measureAt(2, report, 5000), report } }).state;
  const long = Array.from({ length: 2597 }, (_, i) => 11 + i).reduce(heard, short);
  const steps = [0, 5, 10, ...Array.from({ length: 2597 }, (_, i) => 11 + i)];
  expect(steps).toHaveLength(2600);

  const rows = comparisonCsv(long)
    .split('\r\n')
    .filter((row) => row.includes(',unique@0.5,'));
  expect(rows.map((row) => Number(row.split(',')[4]))).toEqual(steps);
  const [lane] = readRunJson(comparisonJson(long)).lanes;
  expect(lane.series['unique@0.5'].steps).toEqual(steps);
  expect(lane.series['loss'].steps).toEqual(steps.slice(1));
  expect(savedLanes(long.lanes, [''])[0]?.series['unique@0.01']?.steps).toEqual(steps);
  expect(savedLanes(short.lanes, [''])[0]?.series['unique@0.5']?.steps).toEqual([0, 5, 10]);
});

it('the CSV of prototypes has a line each, from the last report with positions', () => {
  const state = trained();
  const places = Float32Array.of(1, 0, 0, 0, 0.5, -0.5);
  const picture = { places, wins: Float32Array.of(0.75, 0.25), cloud: new Float32Array(0) };
  const [first, second] = state.lanes;
  const run = {
    ...first.run,
    snapshots: first.run.snapshots.map((each, i) => (i === 2 ? { ...each, picture } : each)),
  };
  expect(prototypesCsv({ ...state, lanes: [{ ...first, run }, second] })).toBe(
    csvText([
      [
        'lane',
        'method',
        'prototypes',
        'seed',
        'step',
        'prototype',
        'pc1',
        'pc2',
        'pc3',
        'share_of_assignments',
      ],
      ['Lane 1', 'carp', 'joint', '1', '10', '0', '1', '0', '0', '0.75'],
      ['Lane 1', 'carp', 'joint', '1', '10', '1', '0', '0.5', '-0.5', '0.25'],
    ]),
  );
  // prototypes of a sample keep their index among all K
  const snapshots = run.snapshots.map((each) => ({ ...each, sampled: 2 }));
  const many = { ...run, snapshots, config: { ...run.config, K: 10 } };
  const rows = prototypesCsv({ ...state, lanes: [{ ...first, run: many }, second] }).split('\r\n');
  expect(rows.slice(1, 3).map((row) => row.split(',')[5])).toEqual(['0', '5']);
});
