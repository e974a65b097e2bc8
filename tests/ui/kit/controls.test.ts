import { describe, expect, it } from 'vitest';
import { createControls } from '../../../src/ui/kit/controls.ts';

interface Thing {
  readonly name: string;
  readonly open: boolean;
}
const thing = (name: string, open = false): Thing => ({ name, open });
const filled = () => {
  const controls = createControls<Thing, Thing>();
  const second = controls.add('setting:eta', 2, thing('eta of lane 2'));
  const first = controls.add('setting:eta', 1, thing('eta of lane 1'));
  controls.add('setting:K', undefined, thing('K'));
  controls.add('lane', 1, thing('lane 1'));
  return { controls, first, second };
};

describe('find', () => {
  it('prefers the lane’s own control', () => {
    const { controls } = filled();
    controls.add('setting:eta', undefined, thing('eta of all'));
    expect(controls.find('setting:eta', 2)?.name).toBe('eta of lane 2');
    expect(controls.find('setting:eta', 3)?.name).toBe('eta of all');
    expect(controls.find('setting:eta')?.name).toBe('eta of all');
  });

  it('falls back to the control outside all lanes', () => {
    expect(filled().controls.find('setting:K', 2)?.name).toBe('K');
  });

  it('takes the first lane’s when no lane is named', () => {
    expect(filled().controls.find('setting:eta')?.name).toBe('eta of lane 1');
  });

  it('never takes another lane’s for a lane that is named', () => {
    const { controls } = filled();
    expect(controls.find('lane', 6)).toBeUndefined();
    expect(controls.find('setting:eta', 3)).toBeUndefined();
  });

  it('forgets what was removed', () => {
    const { controls, first } = filled();
    first();
    expect(controls.find('setting:eta')?.name).toBe('eta of lane 2');
    expect(controls.find('tries')).toBeUndefined();
  });
});

describe('closedFolderOf', () => {
  it('skips folders that are open or hold something else', () => {
    const { controls } = filled();
    controls.addFolder(['setting:beta', 'setting:K'], undefined, thing('experiment', true));
    controls.addFolder(['setting:beta'], undefined, thing('group'));
    controls.addFolder(['setting:beta'], 2, thing('lane 2'));
    expect(controls.closedFolderOf('setting:beta')?.name).toBe('group');
    expect(controls.closedFolderOf('setting:beta', 2)?.name).toBe('lane 2');
    expect(controls.closedFolderOf('setting:K')).toBeUndefined();
  });
});
