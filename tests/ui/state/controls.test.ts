import { describe, expect, it } from 'vitest';
import { knobsOf } from '../../../src/base/config.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { CONTROLS, HIDEABLE, hidingName, LOCKABLE, settingId } from '../../../src/ui/state/controls.ts';

describe('hidingName', () => {
  it('is the name in links, or the key of a setting', () => {
    for (const id of HIDEABLE) expect(hidingName(id)).toBe(id);
    for (const id of LOCKABLE) expect(hidingName(id)).toBe(id);
    expect(hidingName(settingId('decoupled.eta'))).toBe('decoupled.eta');
  });

  it('does not exist for parts and plots', () => {
    expect(hidingName('numbers')).toBeUndefined();
    expect(hidingName('ring')).toBeUndefined();
  });

  it('means one thing: only the seed is both a control and a setting', () => {
    const keys = knobsOf(catalogue);
    expect(HIDEABLE.filter((id) => keys.has(id))).toEqual(['seed']);
    expect(CONTROLS).toHaveLength(new Set(CONTROLS).size);
  });
});
