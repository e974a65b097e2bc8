import { describe, expect, it } from 'vitest';
import { createListeners } from '../../../src/ui/pace/listeners.ts';

/** Listeners on clocks that are run by hand. */
function played() {
  const frames: (() => void)[] = [];
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  const clock = { now: 0, hidden: false, told: 0 };
  const listeners = createListeners({
    nextFrame: (callback) => void frames.push(callback),
    after: (milliseconds, callback) => void timers.push({ at: clock.now + milliseconds, callback }),
    now: () => clock.now,
    hidden: () => clock.hidden,
  });
  listeners.subscribe(() => {
    clock.told += 1;
  });
  /** Goes on to this time, through the timers that are due, and then draws a frame. */
  const goTo = (time: number) => {
    clock.now = time;
    for (const timer of timers.splice(0)) timer.at <= time ? timer.callback() : timers.push(timer);
    for (const frame of frames.splice(0)) frame();
  };
  return { clock, goTo, ...listeners };
}

describe('listeners', () => {
  it('hear at the next frame, once for several calls', () => {
    const { clock, goTo, tellWithin } = played();
    tellWithin(0);
    tellWithin(0);
    tellWithin(250);
    expect(clock.told).toBe(0);
    goTo(1);
    goTo(1000);
    expect(clock.told).toBe(1);
  });

  it('hear no more often than ten times a second', () => {
    const { clock, goTo, tellWithin } = played();
    for (let now = 0; now <= 1000; now += 5) {
      tellWithin(0);
      goTo(now);
    }
    expect(clock.told).toBeGreaterThan(5);
    expect(clock.told).toBeLessThanOrEqual(11);
  });

  it('hear what can wait when it is due, and with urgent news before', () => {
    const { clock, goTo, tellWithin } = played();
    tellWithin(500);
    goTo(499);
    expect(clock.told).toBe(0);
    goTo(500);
    expect(clock.told).toBe(1);
    tellWithin(500);
    tellWithin(200);
    goTo(700);
    expect(clock.told).toBe(2);
    goTo(2000);
    expect(clock.told).toBe(2);
  });

  it('hear a person’s acts at once, however recent the last news', () => {
    const { clock, goTo, tell, tellWithin } = played();
    tellWithin(0);
    goTo(1);
    tell();
    expect(clock.told).toBe(2);
  });

  it('hear nothing while the page is hidden, and everything after', () => {
    const { clock, goTo, tellWithin } = played();
    clock.hidden = true;
    tellWithin(0);
    goTo(1000);
    expect(clock.told).toBe(0);
    clock.hidden = false;
    tellWithin(0);
    goTo(1001);
    expect(clock.told).toBe(1);
  });
});
