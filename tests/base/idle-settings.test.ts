import { describe, expect, it } from 'vitest';
import { complete, type RunConfig } from '../../src/base/config.ts';
import { idleNote } from '../../src/base/idle-settings.ts';
import { catalogue } from '../../src/train/lane/menu.ts';

const config = (values: RunConfig) => complete(values, catalogue);

describe('settings that change nothing in a run', () => {
  it.each<[string, RunConfig, RegExp]>([
    [
      'swav.queue_length',
      { method: 'swav', 'swav.queue_length': 4096, batch: 64, steps: 64 },
      /never used: its first step is 64, and the run has 64/,
    ],
    [
      'swav.queue_length',
      { method: 'swav', 'swav.queue_length': 64, 'swav.queue_start': 900, steps: 500 },
      /its first step is 900/,
    ],
    ['freeze_prototypes', { freeze_prototypes: 500, steps: 500 }, /frozen to the end/],
    ['update', { update: 'encoder' }, /stay as they start/],
    ['prototype_lr_multiplier', { prototype_lr_multiplier: 0 }, /their learning rate is 0/],
  ])('%s is noted in %o', (key, values, note) => {
    expect(idleNote(key, [config({}), config(values)])).toMatch(note);
  });

  it.each<[string, RunConfig]>([
    ['swav.queue_length', { method: 'swav', 'swav.queue_length': 4096, batch: 64, steps: 65 }],
    ['swav.queue_length', { method: 'swav', steps: 10 }],
    ['swav.queue_length', { method: 'dino', 'swav.queue_length': 4096, steps: 10 }],
    ['freeze_prototypes', { freeze_prototypes: 499, steps: 500 }],
    ['freeze_prototypes', { prototypes: 'decoupled', freeze_prototypes: 500, steps: 500 }],
    ['update', {}],
    ['prototype_lr_multiplier', {}],
    ['prototype_lr_multiplier', { prototypes: 'decoupled', prototype_lr_multiplier: 0 }],
    ['K', {}],
  ])('%s is not noted in %o', (key, values) => {
    expect(idleNote(key, [config(values)])).toBeUndefined();
  });
});
