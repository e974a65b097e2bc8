import { describe, expect, it } from 'vitest';
import { curvePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { bandedGhosts } from '../../../src/ui/runs/seed-bands.ts';
import type { Ghost } from '../../../src/ui/state/ghost.ts';
import type { LaneRun } from '../../../src/ui/state/lane-state.ts';
import { latestOf } from '../../../src/ui/state/lane-state.ts';
import { pageLabels } from '../../../src/ui/words/lane-names.ts';
import { pageAfter, trained } from '../trained.ts';

const page = trained();
const [{ run }] = page.lanes;

/** The run with another seed, whose shares and loss are `by` times as high. */
function seeded(seed: number, by: number, more: Record<string, number> = {}): Ghost {
  const scaled = (series: LaneRun['history']['loss']) => ({
    ...series,
    values: series.values.map((value) => value * by),
  });
  const { history } = run;
  return {
    id: `run ${seed}`,
    run: {
      ...run,
      config: { ...run.config, seed, ...more },
      history: { ...history, loss: scaled(history.loss), unique: history.unique.map(scaled) },
      snapshots: run.snapshots.map((each) => ({ ...each, unique: each.unique.map((value) => value * by) })),
    },
  };
}

describe('pinned runs that differ in nothing but their seed', () => {
  const three = [seeded(3, 1), seeded(1, 0.4), seeded(2, 0.7)];
  const [band, ...others] = bandedGhosts(three);

  it('are one ghost: the mean of their numbers, and the lowest and highest', () => {
    expect(others).toEqual([]);
    expect(band.spread?.seeds).toEqual([1, 2, 3]);
    const losses = (of: LaneRun | undefined) => of?.history.loss.values ?? [];
    losses(run).forEach((value, i) => {
      expect(losses(band.run)[i]).toBeCloseTo(0.7 * value, 12);
      expect(losses(band.spread?.low)[i]).toBeCloseTo(0.4 * value, 12);
      expect(losses(band.spread?.high)[i]).toBeCloseTo(value, 12);
    });
    const unique = (of: LaneRun | undefined) => (of && latestOf(of)?.unique[0]) ?? Number.NaN;
    expect(unique(band.run)).toBeCloseTo(0.7 * unique(run), 12);
    expect(unique(band.spread?.low)).toBeCloseTo(0.4 * unique(run), 12);
  });

  it('are named by their seeds, and drawn as a line in a band in every plot', () => {
    const shown = pageAfter(page, { type: 'ghosts', ghosts: [band] });
    const name = 'CARP · joint, mean of seeds 1, 2, 3';
    expect(pageLabels(shown)).toEqual({ lanes: ['CARP · joint', 'CARP · decoupled'], ghosts: [name] });
    for (const { id, draw } of curvePanels(shown, newMemo())) {
      const { svg, summary } = draw({ width: 440, height: 280, theme: 'light' });
      expect(summary, id).toContain(name);
      if (['uniqueByEpsilon', 'unique', 'loss'].includes(id))
        expect(svg, id).toMatch(/<path d="M[^"]+Z" fill="#8b9098" opacity="0.22"/);
    }
  });

  it('have only the steps that all of them have', () => {
    const [longest, short] = three;
    const cut: Ghost = {
      ...short,
      run: { ...short.run, history: { ...short.run.history, loss: { steps: [5, 7], values: [1, 2] } } },
    };
    expect(bandedGhosts([longest, cut])[0].run.history.loss.steps).toEqual([5]);
  });

  it('stay lines of their own if a person named them, if their seeds are equal, or if other settings differ', () => {
    for (const other of [
      seeded(2, 1, { K: 64 }),
      { ...seeded(2, 1), name: 'mine' },
      { ...seeded(3, 1), id: 'again' },
    ])
      expect(bandedGhosts([three[0], other])).toEqual([three[0], other]);
  });
});
