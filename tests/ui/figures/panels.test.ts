import { describe, expect, it } from 'vitest';
import { curvePanels, lanePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { comparisonFigure } from '../../../src/ui/share/export-run.ts';
import { pageAfter, trained } from '../trained.ts';

const OPTIONS = { width: 440, height: 280, theme: 'light' } as const;
const NOT_OVER_STEPS = 'uniqueByEpsilon';

describe('plots under a view', () => {
  const state = trained();
  const draw = (of: typeof state) =>
    new Map(curvePanels(of, newMemo()).map(({ id, draw: make }) => [id, make(OPTIONS)]));
  const plain = draw(state);

  it('zoom together if they are over steps', () => {
    const zoomed = draw(pageAfter(state, { type: 'view', change: { change: 'zoom', range: [5, 15] } }));
    for (const [id, { chart }] of zoomed)
      if (id === NOT_OVER_STEPS) expect(chart?.domain).toEqual(plain.get(id)?.chart?.domain);
      else expect(chart?.domain, id).toEqual([5, 15]);
  });

  it('hide a lane everywhere but in its own column, which is not redrawn', () => {
    const keep = newMemo();
    const before = lanePanels(state, keep);
    const hidden = pageAfter(state, { type: 'view', change: { change: 'toggleLane', lane: 1 } });
    expect(lanePanels(hidden, keep).map(({ ring, angles }) => [ring, angles])).toEqual(
      before.map(({ ring, angles }) => [ring, angles]),
    );
    for (const [id, { chart, summary }] of draw(hidden)) {
      expect(new Set(chart?.lines.map(({ lane }) => lane?.id).filter(Boolean)), id).toEqual(new Set([2]));
      expect(summary).not.toMatch(/joint/i);
    }
    const shown = pageAfter(hidden, { type: 'view', change: { change: 'toggleLane', lane: 1 } });
    expect(draw(shown).get('loss')?.svg).toBe(plain.get('loss')?.svg);
  });

  it('are smoothed on the page only, not in the exported figure', () => {
    const smooth = pageAfter(state, { type: 'view', change: { change: 'smooth', weight: 0.9 } });
    expect(comparisonFigure(smooth)).toBe(comparisonFigure(state));
    const loss = curvePanels(smooth, newMemo()).find(({ id }) => id === 'loss');
    expect(loss?.draw({ ...OPTIONS, smoothing: smooth.view.smoothing }).svg).not.toBe(
      loss?.draw(OPTIONS).svg,
    );
  });

  it('are redrawn only if the view changes them', () => {
    const keep = newMemo();
    const draws = (of: typeof state) => curvePanels(of, keep).map(({ draw: made }) => made);
    const first = draws(state);
    expect(draws(pageAfter(state, { type: 'view', change: { change: 'smooth', weight: 0.5 } }))).toEqual(
      first,
    );
    const log = draws(
      pageAfter(state, { type: 'view', change: { change: 'scale', axis: 'logSteps', on: false } }),
    );
    expect(log.filter((made, i) => made === first[i])).toEqual([]);
  });
});
