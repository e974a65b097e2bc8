import { describe, expect, it } from 'vitest';
import { painter } from '../../../src/ui/kit/painter.ts';

/** PainterHost run by hand on a clock that drawing moves. */
function played() {
  const booked: (() => void)[] = [];
  const timers: (() => void)[] = [];
  let now = 0;
  const drawn: string[] = [];
  const made = painter({
    next: (callback) => {
      booked.push(callback);
    },
    after: (milliseconds, callback) => {
      timers.push(() => {
        now += milliseconds;
        callback();
      });
    },
    now: () => now,
  });
  const keys = new Map<string, object>();
  const key = (name: string) => {
    const known = keys.get(name) ?? {};
    keys.set(name, known);
    return known;
  };
  return {
    drawn,
    made,
    key,
    ask: (name: string, costs: number, later = false) =>
      made.request(
        key(name),
        () => {
          now += costs;
          drawn.push(name);
        },
        later,
      ),
    frame: () => {
      const callback = booked.shift() ?? timers.shift();
      callback?.();
      return callback !== undefined;
    },
    booked,
    timers,
  };
}

describe('painter', () => {
  it('spreads expensive plots over frames and lets cheap ones share one', () => {
    const { ask, frame, drawn } = played();
    for (const name of ['a', 'b', 'c']) ask(name, 10);
    frame();
    expect(drawn).toEqual(['a']);
    frame();
    frame();
    expect(drawn).toEqual(['a', 'b', 'c']);
    for (const name of ['d', 'e', 'f']) ask(name, 1);
    frame();
    expect(drawn).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('draws only the newest request of a key', () => {
    const { ask, frame, drawn } = played();
    ask('a', 1);
    ask('a', 1);
    frame();
    expect(drawn).toEqual(['a']);
    expect(frame()).toBe(false);
  });

  it('draws nothing that can wait while it is held', () => {
    const { ask, frame, drawn, made } = played();
    made.hold(true);
    ask('far', 1, true);
    ask('near', 1);
    while (frame());
    expect(drawn).toEqual(['near']);
    made.hold(false);
    frame();
    expect(drawn).toEqual(['near', 'far']);
  });

  it('holds also what was booked before', () => {
    const { ask, frame, drawn, made } = played();
    ask('far', 1, true);
    made.hold(true);
    while (frame());
    expect(drawn).toEqual([]);
    made.hold(false);
    while (frame());
    expect(drawn).toEqual(['far']);
  });

  it('settles when all plots near the window are drawn, before those that can wait', () => {
    const { ask, frame, drawn, made } = played();
    ask('far', 10, true);
    ask('far too', 10, true);
    ask('near', 10);
    let settled = 0;
    made.settled(() => {
      settled += 1;
      drawn.push('settled');
    });
    while (frame());
    expect(drawn).toEqual(['near', 'settled', 'far', 'far too']);
    expect(settled).toBe(1);
  });

  it('draws a plot first once it comes near the window', () => {
    const { ask, frame, drawn } = played();
    ask('other', 10, true);
    ask('a', 10, true);
    ask('a', 10);
    while (frame());
    expect(drawn).toEqual(['a', 'other']);
  });

  it('settles when there is nothing to draw, and after a cancel', () => {
    const { ask, frame, made, key, drawn } = played();
    let settled = 0;
    made.settled(() => {
      settled += 1;
    });
    frame();
    expect(settled).toBe(1);
    ask('a', 1);
    made.cancel(key('a'));
    made.settled(() => {
      settled += 1;
    });
    while (frame());
    expect([settled, drawn.length]).toEqual([2, 0]);
  });

  it('books one frame at a time and none when idle', () => {
    const { ask, frame, booked } = played();
    ask('a', 1);
    ask('b', 1);
    expect(booked).toHaveLength(1);
    frame();
    expect(booked).toHaveLength(0);
  });

  it('books no frame for plots that nobody sees, and one timer at a time', () => {
    const { ask, frame, booked, timers, drawn } = played();
    ask('far', 1, true);
    ask('far too', 1, true);
    expect([booked.length, timers.length]).toEqual([0, 1]);
    // a plot in view does not wait for the timer, and goes first
    ask('near', 1);
    expect(booked).toHaveLength(1);
    timers.shift()?.();
    expect(drawn).toEqual([]);
    frame();
    expect(drawn).toEqual(['near']);
    expect([booked.length, timers.length]).toEqual([0, 1]);
    frame();
    expect(drawn).toEqual(['near', 'far']);
  });
});
