import { describe, expect, it } from 'vitest';
import { type KeyAct, keyOrder, keyProps, type Press, SHORTCUTS } from '../../../src/ui/shell/keys.ts';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
});

describe('keyOrder', () => {
  it.each<[string, KeyAct]>([
    [' ', 'run'],
    ['ArrowRight', 'step'],
    ['r', 'reset'],
    ['s', 'save'],
    ['e', 'export'],
    ['f', 'full'],
    ['?', 'keys'],
  ])('%j asks for %s', (key, act) => {
    expect(keyOrder(press(key), 'page')).toEqual({ act });
  });

  it('goes to the lane that a digit names', () => {
    expect(keyOrder(press('1'), 'page')).toEqual({ act: 'lane', lane: 1 });
    expect(keyOrder(press('6'), 'control')).toEqual({ act: 'lane', lane: 6 });
    expect(keyOrder(press('7'), 'page')).toBeUndefined();
    expect(keyOrder(press('0'), 'page')).toBeUndefined();
  });

  it('leaves every key to a field, and Space to a focused control', () => {
    for (const { keys } of SHORTCUTS)
      for (const key of keys) expect(keyOrder(press(key), 'field')).toBeUndefined();
    expect(keyOrder(press(' '), 'control')).toBeUndefined();
    expect(keyOrder(press('r'), 'control')).toEqual({ act: 'reset' });
  });

  it('leaves keys with Ctrl, Alt or Meta to the browser, and Shift with Space', () => {
    for (const { keys } of SHORTCUTS)
      for (const key of keys)
        for (const modifier of ['ctrlKey', 'altKey', 'metaKey'] as const)
          expect(keyOrder(press(key, { [modifier]: true }), 'page')).toBeUndefined();
    expect(keyOrder(press(' ', { shiftKey: true }), 'page')).toBeUndefined();
    expect(keyOrder(press('?', { shiftKey: true }), 'page')).toEqual({ act: 'keys' });
  });

  it('repeats nothing but steps while a key is held', () => {
    expect(keyOrder(press('ArrowRight', { repeat: true }), 'page')).toEqual({ act: 'step' });
    for (const key of [' ', 'r', 's', 'e', '?', '2'])
      expect(keyOrder(press(key, { repeat: true }), 'page')).toBeUndefined();
  });

  it('lists every key and every act once', () => {
    const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(SHORTCUTS.map(({ act }) => act)).size).toBe(SHORTCUTS.length);
  });
});

it('gives a button its title and its key from one table', () => {
  expect(keyProps('run', 'Pause')).toEqual({ title: 'Pause (Space)', 'aria-keyshortcuts': 'Space' });
  expect(keyProps('reset')).toEqual({ title: 'Reset (r)', 'aria-keyshortcuts': 'r' });
});
