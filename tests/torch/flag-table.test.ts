import { describe, expect, test } from 'vitest';
import { knobsOf } from '../../src/base/config.ts';
import { COUNTERPARTS } from '../../src/torch/counterparts.ts';
import { flagTable, flagWords } from '../../src/torch/flag-table.ts';
import { laneSettings } from '../../src/train/lane/lane-settings.ts';
import { catalogue, checked } from '../../src/train/lane/menu.ts';

const methods = catalogue.shelves.method.map(({ id }) => id);
const settings = (given: Readonly<Record<string, unknown>>) => laneSettings(checked(given));
const flagsOf = (given: Readonly<Record<string, unknown>>, key: string) =>
  flagTable(settings(given)).rows.find((row) => row.key === key)?.flags;

describe('the flags of other projects', () => {
  test('are looked up by settings that exist', () => {
    const known = new Set(knobsOf(catalogue).keys());
    for (const key of Object.keys(COUNTERPARTS)) expect(known).toContain(key);
  });

  test.each(methods)('stand for every setting of a %s lane, or are said to be missing', (method) => {
    const lane = settings({ method, ...(['ibot', 'dinov2', 'capi'].includes(method) && { encoder: 'vit' }) });
    const { projects, rows, without } = flagTable(lane);
    expect(projects).toHaveLength(8);
    expect(projects[0]?.toLowerCase()).toBe(method);
    const told = [...rows.map(({ key }) => key), ...without];
    for (const key of Object.keys(lane))
      if (!/^(method|seed|report_every|eval_every|eval_images|\w+\.mask_ratio_max)$/.test(key))
        expect(told).toContain(key);
    for (const { flags } of rows)
      for (const flag of Object.values(flags)) expect(flag).not.toMatch(/undefined|NaN|auto|null/);
    // a method's own project has the settings of its own
    const [own] = projects;
    const missing = rows.filter(({ key, flags }) => key.startsWith(`${method}.`) && own && !flags[own]);
    expect(missing.map(({ key }) => key)).toEqual(method === 'ibot' ? ['ibot.mask_probability'] : []);
  });

  test('have the numbers that these projects expect', () => {
    const lane = { method: 'dino', lr: 0.002, batch: 64, lr_end: 0.05, momentum_teacher: 0.99 };
    // DINO's rate is for a batch of 256, DINOv2's for 1,024 by the square root, SwAV's for the batch as it is
    expect(flagsOf(lane, 'lr')).toMatchObject({
      DINO: '--lr 0.008',
      DINOv2: 'optim.base_lr=0.008',
      SwAV: '--base_lr 0.002',
      'solo-learn': 'optimizer.lr=0.008',
    });
    expect(flagsOf(lane, 'lr_end')).toMatchObject({ DINO: '--min_lr 0.0001' });
    expect(flagsOf(lane, 'momentum_teacher')).toMatchObject({ 'solo-learn': 'momentum.base_tau=0.99' });
    expect(flagsOf(lane, 'dino.warmup_teacher_temp_share')).toMatchObject({
      DINO: '--warmup_teacher_temp_epochs 30% of the epochs',
    });
    expect(flagsOf({ method: 'swav', freeze_prototypes: 5 }, 'freeze_prototypes')).toMatchObject({
      SwAV: '--freeze_prototypes_niters 5',
      lightly: 'SwaVPrototypes(n_steps_frozen_prototypes=5), in code',
    });
  });

  test('are resolved where a setting is auto: momentum and rate as the lane trains', () => {
    const lane = settings({ method: 'dino', time_compression: 10 });
    expect(lane['momentum_teacher']).toBeCloseTo(0.96, 10);
    expect(lane['lr']).toBe(0.002);
  });

  test('read as blocks, the own project first', () => {
    const words = flagWords(settings({ method: 'carp', prototypes: 'decoupled' }));
    expect(words.startsWith('CARP:\n')).toBe(true);
    expect(words).toContain('--partition_size 16');
    expect(words).toMatch(/In none of them: .*prototypes.*decoupled\.eta/);
    expect(words).toContain('time-compressed 10 times');
    expect(flagWords(settings({ method: 'dino', time_compression: 1 }))).not.toContain('time-compressed');
  });
});
