import { expect, test } from 'vitest';
import { cosine } from '../../src/base/schedule.ts';
import {
  DINO_TURNS,
  firstMomentum,
  followed,
  prototypeSpeed,
  type TimeSettings,
  timeSettings,
  turns,
} from '../../src/base/time-compression.ts';

const time = (values: Partial<TimeSettings> = {}): TimeSettings => ({
  time_compression: 10,
  prototype_lr_multiplier: 'auto',
  momentum_teacher: 'auto',
  momentum_teacher_end: 1,
  ...values,
});

test('one number speeds up joint prototypes and the teacher alike', () => {
  expect(prototypeSpeed(time())).toBe(10);
  expect(firstMomentum(time())).toBeCloseTo(0.96, 12);
  expect(followed(time({ time_compression: 1 }))).toEqual({
    prototype_lr_multiplier: 1,
    momentum_teacher: 0.996,
  });
});

test('a number of their own is theirs, whatever the compression', () => {
  for (const time_compression of [1, 10, 100]) {
    const old = time({ time_compression, prototype_lr_multiplier: 0, momentum_teacher: 0.99 });
    expect(prototypeSpeed(old)).toBe(0);
    expect(firstMomentum(old)).toBe(0.99);
  }
});

test('no compression makes a teacher that forgets more than all', () => {
  expect(firstMomentum(time({ time_compression: 1000 }))).toBe(0);
});

test('reads a config', () => {
  expect(timeSettings({ ...time(), K: 512 })).toEqual(time());
  const own = time({ prototype_lr_multiplier: 3, momentum_teacher: 0.9 });
  expect(timeSettings({ ...own, method: 'dino' })).toEqual(own);
});

test('turns are the sum of 1 - momentum over a run', () => {
  for (const [first, last] of [
    [0.96, 1],
    [0.9, 0.98],
  ]) {
    let sum = 0;
    for (let step = 0; step < 10_000; step++) sum += 1 - cosine(step, 10_000, first, last);
    expect(turns(first, last, 10_000) / sum).toBeCloseTo(1, 3);
  }
  expect(turns(0.99, 1, 500)).toBeCloseTo(2.5, 12);
  expect(turns(0.96, 1, 500)).toBeCloseTo(10, 12);
  expect(Math.round(DINO_TURNS)).toBe(250);
});
