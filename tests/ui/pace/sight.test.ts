import { expect, it } from 'vitest';
import { createSight } from '../../../src/ui/pace/sight.ts';

/** Sight of a page whose frames and timers come when the test says so. */
function played() {
  const frames: (() => void)[] = [];
  const timers: (() => void)[] = [];
  const tab = { hidden: false };
  const heard: boolean[] = [];
  const sight = createSight({
    frame: (callback) => void frames.push(callback),
    after: (_milliseconds, callback) => void timers.push(callback),
    hidden: () => tab.hidden,
  });
  sight.follow((hidden) => void heard.push(hidden));
  const draw = () => {
    for (const frame of frames.splice(0)) frame();
  };
  const wait = () => {
    for (const timer of timers.splice(0)) timer();
  };
  return { sight, tab, heard, draw, wait, timers };
}

it('a frame that does not come hides the page, and the next one shows it', () => {
  const { sight, heard, draw, wait } = played();
  let drawn = 0;
  const ask = () =>
    sight.nextFrame(() => {
      drawn += 1;
    });
  ask();
  draw();
  wait();
  expect([sight.hidden(), heard, drawn]).toEqual([false, [], 1]);

  ask();
  wait();
  expect([sight.hidden(), heard, drawn]).toEqual([true, [true], 1]);
  draw();
  expect([sight.hidden(), heard, drawn]).toEqual([false, [true, false], 2]);
});

it('frames that come late count as frames', () => {
  const { sight, heard, draw, wait } = played();
  for (let turn = 0; turn < 5; turn++) {
    sight.nextFrame(() => undefined);
    draw();
    sight.nextFrame(() => undefined);
    wait();
  }
  expect(heard).toEqual([]);
  wait();
  expect(heard).toEqual([true]);
});

it('one watch waits however many frames are asked for, and none without a frame', () => {
  const { sight, timers, draw, wait } = played();
  for (let i = 0; i < 10; i++) sight.nextFrame(() => undefined);
  expect(timers).toHaveLength(1);
  draw();
  wait();
  expect(timers).toEqual([]);
});

it('the browser’s own word counts at once', () => {
  const { sight, tab, heard, draw, wait } = played();
  sight.nextFrame(() => undefined);
  tab.hidden = true;
  sight.changed();
  wait();
  expect([sight.hidden(), heard]).toEqual([true, [true]]);
  tab.hidden = false;
  sight.changed();
  draw();
  expect([sight.hidden(), heard]).toEqual([false, [true, false]]);
});
