import { describe, expect, it } from 'vitest';
import { type CrosshairPlot, createCrosshair } from '../../../src/ui/figures/crosshair.ts';

function played() {
  const frames: (() => void)[] = [];
  const crosshair = createCrosshair((callback) => frames.push(callback));
  const shown: (readonly [string, number | undefined, boolean])[] = [];
  const picks: unknown[] = [];
  const plot = (name: string): CrosshairPlot => ({
    show: (x, table, picked) => {
      shown.push([name, x, table]);
      picks.push(picked);
    },
  });
  const frame = () => {
    for (const callback of frames.splice(0)) callback();
    return shown.splice(0);
  };
  return { crosshair, plot, frame, frames, picks };
}

describe('the crosshair', () => {
  it('moves over all its plots once a frame, to the last place pointed at', () => {
    const { crosshair, plot, frame, frames } = played();
    crosshair.join(plot('a'));
    const leave = crosshair.join(plot('b'));
    for (const x of [1, 2, 3]) crosshair.point(x);
    expect(frames).toHaveLength(1);
    expect(frame()).toEqual([
      ['a', 3, true],
      ['b', 3, true],
    ]);
    crosshair.point(3);
    expect(frame()).toEqual([]);
    leave();
    crosshair.point(4);
    expect(frame()).toEqual([['a', 4, true]]);
  });

  it('returns to its resting place when nobody points, without a table if so told', () => {
    const { crosshair, plot, frame } = played();
    crosshair.join(plot('a'));
    crosshair.rest(20, false);
    expect(frame()).toEqual([['a', 20, false]]);
    crosshair.point(5);
    expect([crosshair.at(), frame()]).toEqual([5, [['a', 5, true]]]);
    crosshair.rest(30, false);
    expect(frame()).toEqual([['a', 5, true]]);
    crosshair.point(undefined);
    expect(frame()).toEqual([['a', 30, false]]);
    crosshair.rest(30);
    expect(frame()).toEqual([['a', 30, true]]);
    crosshair.rest(undefined);
    expect(frame()).toEqual([['a', undefined, true]]);
  });

  it('shades the range that a drag picks until the drag ends', () => {
    const { crosshair, plot, frame, picks } = played();
    crosshair.join(plot('a'));
    crosshair.pick([1, 9]);
    frame();
    crosshair.pick(undefined);
    frame();
    expect(picks).toEqual([[1, 9], undefined]);
  });
});
