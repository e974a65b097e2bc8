import { describe, expect, it } from 'vitest';
import { curvePanels, lanePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { pageAfter, trained } from '../trained.ts';

const OPTIONS = { width: 440, height: 280, theme: 'light' } as const;

describe('ghosts', () => {
  const before = trained();
  const ghosts = [{ id: 'a', name: 'the run of before', run: before.lanes[1].run }];
  const state = pageAfter(before, { type: 'ghosts', ghosts }, { type: 'reset' });

  it('are named in every overlaid plot, also without a run of the lanes and after a reset', () => {
    for (const { draw, name } of curvePanels(state, newMemo())) {
      const { summary, svg } = draw(OPTIONS);
      expect(summary, name).toContain('the run of before');
      expect(svg, name).toContain('>the run of');
    }
  });

  it('do not change the lanes’ colours, densities and references', () => {
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

  it('are drawn first: grey, thin and dashed as their prototypes, without thinner lines', () => {
    const with_ = pageAfter(before, { type: 'ghosts', ghosts });
    const usage = curvePanels(with_, newMemo()).find(({ id }) => id === 'used');
    const paths = [...(usage?.draw(OPTIONS).svg.matchAll(/<path [^>]*>/g) ?? [])].map(([path]) => path);
    expect(paths).toHaveLength(5);
    expect(paths[0]).toContain('stroke="#8b9098" stroke-width="1.25"');
    expect(paths[0]).toContain('stroke-dasharray="7 4"');
    expect(paths.slice(1).join('')).not.toContain('#8b9098');
  });
});
