import { describe, expect, it } from 'vitest';
import { curvePanels, lanePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { pageAfter, trained } from '../trained.ts';

const OPTIONS = { width: 440, height: 280, theme: 'light' } as const;

describe('ghosts', () => {
  const before = trained();
  const ghosts = [{ id: 'a', label: 'the run of before', run: before.lanes[1].run }];
  const state = pageAfter(before, { type: 'ghosts', ghosts }, { type: 'reset' });

  it('stand in every overlaid plot by name, while the lanes have no run, and outlive a reset', () => {
    for (const { draw, name } of curvePanels(state, newMemo())) {
      const { summary, svg } = draw(OPTIONS);
      expect(summary, name).toContain('the run of before');
      expect(svg, name).toContain('>the run of');
    }
  });

  it('leave colours, densities and references of the lanes as they are', () => {
    const with_ = pageAfter(before, { type: 'ghosts', ghosts });
    expect(lanePanels(with_, newMemo()).map(({ lane }) => lane)).toEqual(
      lanePanels(before, newMemo()).map(({ lane }) => lane),
    );
    const strokes = (svg: string) =>
      [...svg.matchAll(/stroke="(#\w+)" stroke-width="2"/g)].map(([, color]) => color);
    const drawn = (of: typeof before) =>
      curvePanels(of, newMemo()).map(({ draw }) => strokes(draw(OPTIONS).svg));
    expect(drawn(with_)).toEqual(drawn(before));
  });

  it('are drawn first, grey, thin and in the dash of their prototypes, without thin partners', () => {
    const with_ = pageAfter(before, { type: 'ghosts', ghosts });
    const usage = curvePanels(with_, newMemo()).find(({ id }) => id === 'used');
    const paths = [...(usage?.draw(OPTIONS).svg.matchAll(/<path [^>]*>/g) ?? [])].map(([path]) => path);
    expect(paths).toHaveLength(5);
    expect(paths[0]).toContain('stroke="#8b9098" stroke-width="1.25"');
    expect(paths[0]).toContain('stroke-dasharray="7 4"');
    expect(paths.slice(1).join('')).not.toContain('#8b9098');
  });
});
