import { describe, expect, it } from 'vitest';
import { readRunJson } from '../../../src/export/read-run.ts';
import { runJson } from '../../../src/export/run-json.ts';
import { lanePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { comparisonCsv, comparisonJson } from '../../../src/ui/share/export-run.ts';
import { latestOf, runAt } from '../../../src/ui/state/lane-state.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { saved as savedOf } from '../saved.ts';
import { pageAfter, trained } from '../trained.ts';

describe('looking back', () => {
  const state = trained();

  it('a lane keeps its reports, and shows the one of the step looked at', () => {
    const [{ run }] = state.lanes;
    expect(run.snapshots.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
    const then = runAt(run, 12);
    expect(latestOf(then)?.step).toBe(10);
    expect(then.history.knn.steps).toEqual([0, 10]);
    expect(then.history.used.steps).toEqual([0, 5, 10]);
    expect(then.summary).toBeUndefined();
    expect(runAt(run, undefined)).toBe(run);
  });

  it('rings are drawn anew for another step, and from the latest again afterwards', () => {
    const keep = newMemo();
    const [now] = lanePanels(state, keep);
    const [then] = lanePanels(pageAfter(state, { type: 'lookAt', step: 5 }), keep);
    expect(then.ring).not.toBe(now.ring);
    const back = pageAfter(state, { type: 'lookAt', step: 5 }, { type: 'lookAt' });
    expect('at' in back).toBe(false);
    expect(lanePanels(back, keep)[0].lane).toBe(now.lane);
  });

  it('playing begins at the step looked at or the first; following the latest or starting ends it', () => {
    expect(pageAfter(state, { type: 'play', on: true })).toMatchObject({ at: 0, plays: true });
    const later = pageAfter(state, { type: 'lookAt', step: 10 }, { type: 'play', on: true });
    expect(later).toMatchObject({ at: 10, plays: true });
    expect(pageAfter(later, { type: 'play', on: false })).toMatchObject({ at: 10 });
    for (const action of [{ type: 'lookAt' }, { type: 'reset' }, { type: 'start' }] as const) {
      const ended = pageAfter(later, action);
      expect([ended.at, ended.plays]).toEqual([undefined, undefined]);
    }
  });
});

describe('a saved run', () => {
  const state = trained();
  const saved = readRunJson(comparisonJson(state)).lanes;

  it('is opened as it was: the same export, the same settings, nothing trained', () => {
    const fresh = pageAfter(state, { type: 'reset' }, { type: 'removeLane', lane: 2 });
    const open = pageAfter(fresh, { type: 'openRun', lanes: saved, recorded: 'recorded today' });
    expect(open.lanes.map(({ phase, run }) => [phase, run.recorded])).toEqual([
      ['idle', 'recorded today'],
      ['opening', 'recorded today'],
    ]);
    expect(savedOf(open)).toEqual(saved);
    expect(comparisonCsv(open)).toBe(comparisonCsv(state));
    expect(open.lanes.map(({ config }) => config?.['prototypes'])).toEqual(['joint', 'decoupled']);
    expect(open.lanes[1].run.snapshots).toHaveLength(5);
  });

  it('gives way to the next start', () => {
    const open = pageAfter(state, { type: 'openRun', lanes: saved, recorded: 'recorded today' });
    const started = pageAfter(open, { type: 'start' });
    expect(started.lanes[0].run.recorded).toBeUndefined();
    expect(started.lanes[0].run.snapshots).toEqual([]);
  });

  it('of fewer lanes closes those it has none for, and without lanes changes nothing', () => {
    const one = reduce(state, { type: 'openRun', lanes: saved.slice(0, 1), recorded: 'r' });
    expect(one.state.lanes).toHaveLength(1);
    expect(one.effects).toContainEqual({ lane: 2, do: 'close' });
    expect(pageAfter(state, { type: 'openRun', lanes: [], recorded: 'r' })).toEqual(state);
  });

  it('without snapshots shows its last report alone', () => {
    const [{ snapshots: _, ...bare }] = saved;
    const [read] = readRunJson(runJson({ createdAt: '', playground: '', lanes: [bare] })).lanes;
    const open = pageAfter(state, { type: 'openRun', lanes: [read], recorded: 'r' });
    expect(open.lanes[0].run.snapshots.map(({ step }) => step)).toEqual([20]);
  });
});
