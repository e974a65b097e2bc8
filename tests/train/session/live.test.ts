import { expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import { retuned } from '../../../src/train/session/live.ts';

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
