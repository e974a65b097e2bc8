import { expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import { backTo, checkCourse, retuned, withChange } from '../../../src/train/session/live.ts';

test('a live knob gives another config and leaves the given one alone', () => {
  const config = checked({});
  expect(retuned(config, 'lr', 0.05)).toEqual({ ...config, lr: 0.05 });
  expect(config['lr']).toBe('auto');
});

test.each([
  ['K', 64, 'K cannot change while a lane runs'],
  ['lr', 7, 'lr = 7'],
  ['nonsense', 1, 'nonsense'],
])('%s = %s is refused', (key, value, came) => {
  expect(() => retuned(checked({}), key, value)).toThrow(came);
});

const LR = (step: number, value: number) => ({ step, key: 'lr', value });

test('changes keep the last value of a step, and nothing where it came back', () => {
  const config = checked({ lr: 0.001 });
  const add = (changes: Parameters<typeof withChange>[0], change: ReturnType<typeof LR>) =>
    withChange(changes, change, config);
  expect([LR(3, 0.002), LR(3, 0.003), LR(5, 0.004)].reduce(add, [])).toEqual([LR(3, 0.003), LR(5, 0.004)]);
  expect([LR(3, 0.002), LR(3, 0.001)].reduce(add, [])).toEqual([]);
  expect([LR(3, 0.002), LR(5, 0.001)].reduce(add, [])).toEqual([LR(3, 0.002), LR(5, 0.001)]);
});

test('a run that goes back has its later changes from the step it is at', () => {
  const config = checked({ lr: 0.001 });
  expect(backTo(4, [LR(3, 0.002), LR(5, 0.003), LR(6, 0.004)], config)).toEqual([LR(3, 0.002), LR(4, 0.004)]);
  expect(backTo(4, [LR(5, 0.003), LR(6, 0.001)], config)).toEqual([]);
});

test.each([
  [{ step: 2, key: 'K', value: 64 }, 'K cannot change while a lane runs (the change at step 2)'],
  [LR(2, 7), 'lr = 7 is out of range (the change at step 2)'],
  [LR(1.5, 0.01), 'The change of lr has the step 1.5'],
])('a course with %j is refused', (change, failed) => {
  const course = { changes: [LR(1, 0.01), change], byHand: [] };
  expect(() => checkCourse(course, checked({}))).toThrow(failed);
  expect(() => checkCourse({ ...course, changes: [LR(1, 0.01)] }, checked({}))).not.toThrow();
});
