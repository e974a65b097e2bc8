import { describe, expect, it } from 'vitest';
import { changedView, FIRST_VIEW, MOST_SMOOTHING, zoomedAround } from '../../../src/ui/state/view.ts';
import { pageAfter, trained } from '../trained.ts';

describe('the view of the curves', () => {
  it('begins with log steps, the whole run, nothing smoothed or hidden', () => {
    expect(FIRST_VIEW).toEqual({ logSteps: true, logValues: false, smoothing: 0, hidden: [] });
  });

  it('zooms to whole steps in order, at least one apart, and back', () => {
    const zoomed = (range?: readonly [number, number]) =>
      changedView(FIRST_VIEW, { change: 'zoom', ...(range && { range }) }).range;
    expect(zoomed([20.4, 3.6])).toEqual([4, 20]);
    expect(zoomed([-7, 0.2])).toEqual([0, 1]);
    expect(zoomed([9, 9])).toEqual([9, 10]);
    expect(zoomed([Number.NaN, 9])).toBeUndefined();
    const back = changedView(changedView(FIRST_VIEW, { change: 'zoom', range: [1, 2] }), { change: 'zoom' });
    expect('range' in back).toBe(false);
  });

  it('holds smoothing within its bounds, and toggles lanes', () => {
    const smooth = (weight: number) => changedView(FIRST_VIEW, { change: 'smooth', weight }).smoothing;
    expect([smooth(-1), smooth(0.5), smooth(7), smooth(Number.NaN)]).toEqual([0, 0.5, MOST_SMOOTHING, 0]);
    const hidden = changedView(FIRST_VIEW, { change: 'toggleLane', lane: 2 });
    expect(hidden.hidden).toEqual([2]);
    expect(changedView(hidden, { change: 'toggleLane', lane: 2 }).hidden).toEqual([]);
  });

  it('zooms around a step by lengths of the axis, never past the run', () => {
    expect(zoomedAround([0, 100], 50, 0.5, 100, false)).toEqual([25, 75]);
    expect(zoomedAround([25, 75], 50, 2, 100, false)).toBeUndefined();
    expect(zoomedAround([0, 50], 40, 2, 100, false)).toEqual([0, 60]);
    const [from, to] = zoomedAround([0, 99], 9, 0.5, 99, true) ?? [0, 0];
    // 1 to 100 on the log scale, around 10
    expect([from + 1, to + 1].map((each) => Math.log10(each))).toEqual([
      expect.closeTo(0.5, 9),
      expect.closeTo(1.5, 9),
    ]);
  });
});

describe('the range', () => {
  const state = trained();

  it('is dropped when a run starts that does not reach it', () => {
    const zoomed = pageAfter(state, { type: 'view', change: { change: 'zoom', range: [12, 18] } });
    expect(pageAfter(zoomed, { type: 'turn', lane: 'all', values: { steps: 10 } }).view.range).toEqual([
      12, 18,
    ]);
    expect(
      pageAfter(zoomed, { type: 'turn', lane: 'all', values: { steps: 10 } }, { type: 'start' }).view.range,
    ).toBeUndefined();
    const ghosts = [{ id: 'a', name: 'longer', run: state.lanes[0].run }];
    const beside = pageAfter(
      zoomed,
      { type: 'ghosts', ghosts },
      { type: 'turn', lane: 'all', values: { steps: 10 } },
    );
    expect(pageAfter(beside, { type: 'start' }).view.range).toEqual([12, 18]);
  });
});
