import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../../src/base/config.ts';
import { catalogue, checked } from '../../../../src/train/lane/menu.ts';
import { presetConfigs, presetsOf } from '../../../../src/ui/setup/presets.ts';
import { openingConfigs } from '../../../../src/ui/state/experiment.ts';
import { MOST_LANES } from '../../../../src/ui/state/lane-limits.ts';
import { leaves, readLesson } from '../../../../src/ui/state/lesson.ts';
import { tries } from '../../../../src/ui/understand/verdict/tries.ts';
import { SMALL } from '../../small-catalogue.ts';

const labels = (configs: readonly RunConfig[]) => tries(configs, catalogue).map(({ label }) => label);

describe('suggestions', () => {
  it('on a fresh page are the control, the matched head, another method, another η', () => {
    expect(labels(openingConfigs(catalogue))).toEqual([
      'Add fixed prototypes',
      'Match the heads',
      'Add SwAV',
      'Forget faster, η 0.5',
    ]);
  });

  it.each(presetsOf(catalogue).map((preset) => [preset.title, preset] as const))(
    'beside %s is at most four experiments that run, differ, show a control and are gone once taken',
    (_, preset) => {
      const configs = presetConfigs(preset, catalogue);
      const found = tries(configs, catalogue);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(4);
      for (const { configs: next, key, lane, label } of found) {
        expect(next.length).toBeLessThanOrEqual(MOST_LANES);
        for (const config of next) expect(() => checked(config)).not.toThrow();
        const at = lane === undefined ? 0 : lane - 1;
        if (next.length === configs.length) expect(next).not.toEqual(configs);
        expect(at).toBeLessThan(next.length);
        expect(next[at][key]).toBeDefined();
        expect(labels(next)).not.toContain(label);
      }
    },
  );

  it('change no control that a lesson hides or locks', () => {
    const lesson = readLesson('?lock=lanes&hide=decoupled.eta');
    const found = tries(openingConfigs(catalogue), catalogue, (controls) => leaves(lesson, controls));
    expect(found.map(({ label }) => label)).toEqual([
      'Match the heads',
      'Add KoLeo-Proto, weight 0.1',
      'Use 2,048 prototypes',
    ]);
  });

  it('leave out parts that the catalogue lacks, and are empty without lanes', () => {
    const found = tries(openingConfigs(SMALL), SMALL).map(({ label }) => label);
    expect(found).toContain('Add fixed prototypes');
    expect(found).not.toContain('Add spherical prototypes');
    expect(tries([], catalogue)).toEqual([]);
  });
});
