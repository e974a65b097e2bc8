import { describe, expect, it } from 'vitest';
import { readRunJson } from '../../../src/export/run-json.ts';
import {
  comparisonCsv,
  comparisonFigure,
  comparisonJson,
  fileName,
} from '../../../src/ui/share/export-run.ts';
import type { AppState } from '../../../src/ui/state/app-state.ts';
import { initial, reduce } from '../../../src/ui/state/reduce.ts';
import { laneCaptions } from '../../../src/ui/words/caption.ts';
import { measureAt } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';

/** Lanes with three reports each. */
function trained(count = 2): AppState {
  let state = initial(count, 'cpu');
  const ids = state.lanes.map((lane) => lane.id);
  const hear = (lane: number, report: Parameters<typeof reduce>[1] & { type: 'report' }) => {
    state = reduce(state, report).state;
    return lane;
  };
  for (const lane of ids)
    hear(lane, { type: 'report', lane, report: { type: 'ready', catalogue: SMALL, version: '1.2.3' } });
  state = reduce(state, { type: 'start' }).state;
  for (const lane of ids) {
    const config = state.lanes[lane - 1].config ?? {};
    const backend = { name: 'cpu', adapter: 'none', software: false, reason: 'asked' } as const;
    hear(lane, { type: 'report', lane, report: { type: 'device', backend } });
    hear(lane, { type: 'report', lane, report: { type: 'started', config, parameters: 1 } });
    for (const report of [0, 1, 2])
      hear(lane, { type: 'report', lane, report: measureAt(report, report * 5, 500) });
  }
  return state;
}

describe('the exports of a comparison', () => {
  const state = trained();

  it('JSON reads back with both lanes, their curves and final metrics', () => {
    const run = readRunJson(comparisonJson(state, new Date('2026-11-24T00:00:00Z')));
    expect(run.createdAt).toBe('2026-11-24T00:00:00.000Z');
    expect(run.playground).toBe('1.2.3');
    expect(run.lanes.map((lane) => lane.config['prototypes'])).toEqual(['joint', 'decoupled']);
    expect(run.lanes[0].series['unique@0.5']).toEqual({ steps: [0, 5, 10], values: [1, 1 / 2, 1 / 3] });
    expect(run.lanes[0].series['term.entropy'].values).toEqual([1, 1]);
    expect(run.lanes[1].final?.step).toBe(10);
  });

  it('CSV has a line a point', () => {
    const lines = comparisonCsv(state).trim().split('\r\n');
    expect(lines[0]).toBe('lane,method,prototypes,seed,step,metric,value');
    expect(lines).toContain('Lane 1,carp,joint,1,5,unique@0.5,0.5');
    expect(lines).toContain('Lane 2,carp,decoupled,1,10,knn,0.6');
  });

  it('the figure names both lanes and carries the caption', () => {
    const svg = comparisonFigure(state);
    for (const text of ['CARP · joint', 'CARP · decoupled', 'MNIST', 'K 512', 'D 128', 'seed 1'])
      expect(svg).toContain(text);
    expect(svg.match(/<image /g)).toHaveLength(2);
  });

  it('files are named after what they compare', () => {
    expect(fileName(state)).toBe('carp-joint_carp-decoupled_seed-1');
  });

  it('leave out lanes that have not run', () => {
    expect(readRunJson(comparisonJson(initial(2, 'cpu'))).lanes).toEqual([]);
  });

  it.each([1, 3, 6])('hold %i lanes', (count) => {
    const lanes = trained(count);
    expect(readRunJson(comparisonJson(lanes)).lanes).toHaveLength(count);
    const named = comparisonCsv(lanes).matchAll(/^(Lane \d),/gm);
    expect(new Set([...named].map(([, name]) => name)).size).toBe(count);
    const svg = comparisonFigure(lanes);
    expect(svg.match(/<image /g)).toHaveLength(count);
    for (let i = 1; i <= count; i++) expect(svg).toContain(`Lane ${i}: CARP, `);
    expect(fileName(lanes).length).toBeLessThan(60);
  });

  it('captions say what tells lanes apart, once', () => {
    const { lanes } = trained(3);
    const configs: readonly object[] = [{ K: 64 }, { 'decoupled.eta': 0.5 }, {}];
    const apart = lanes.map((lane, i) => ({
      ...lane,
      run: { ...lane.run, config: { ...lane.run.config, ...configs[i] } },
    }));
    const [first, second, third] = laneCaptions(apart, SMALL);
    expect(first).toContain('K 64');
    expect(first).not.toContain('η');
    expect(second).toMatch(/seed 1, η 0.5$/);
    expect(third).toMatch(/seed 1, η 0.99$/);
    expect(laneCaptions(lanes, undefined)).toEqual(['', '', '']);
  });
});
