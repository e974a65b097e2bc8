import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { catalogue, checked } from '../../../src/train/lane/menu.ts';
import { presetConfigs, presetOf, presetsOf } from '../../../src/ui/setup/presets.ts';
import { readHash, writeHash } from '../../../src/ui/state/address/address.ts';
import { encoderFor, openingConfigs } from '../../../src/ui/state/experiment.ts';
import { MOST_LANES } from '../../../src/ui/state/lane-limits.ts';
import { laneNames } from '../../../src/ui/words/lane-names.ts';
import { SMALL } from '../small-catalogue.ts';

const named = (id: string, menu = catalogue) => {
  const preset = presetsOf(menu).find((each) => each.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return presetConfigs(preset, menu);
};

describe.each(presetsOf(catalogue).map((preset) => [preset.title, preset] as const))(
  'preset %s',
  (_, preset) => {
    const configs = presetConfigs(preset, catalogue);
    it('has lanes that can run', () => {
      expect(configs.length).toBeGreaterThan(0);
      expect(configs.length).toBeLessThanOrEqual(MOST_LANES);
      for (const config of configs) expect(checked(config)).toEqual(config);
    });
    it('is recognised, also after a trip through its address', () => {
      expect(presetOf(configs, catalogue)?.id).toBe(preset.id);
      const read = readHash(writeHash(configs, catalogue), catalogue);
      expect(read).toEqual({ configs, pace: 'lockstep', seeds: 1, troubles: [] });
    });
    it('has a summary of one or two sentences, and lanes with distinct names', () => {
      expect(preset.summary).toMatch(/^[^.]+(\d\.\d[^.]+)*\.( [^.]+(\d\.\d[^.]+)*\.)?$/);
      const names = laneNames(configs, catalogue);
      expect(new Set(names).size).toBe(names.length);
      expect(names.filter((name) => name.endsWith(')'))).toEqual([]);
    });
  },
);

describe('presets', () => {
  it('need a catalogue with all their parts and settings', () => {
    expect(presetsOf(SMALL).map(({ id }) => id)).toEqual(['joint-decoupled', 'fixed', 'k-sweep', 'eta']);
    const ids = presetsOf(catalogue).map(({ id }) => id);
    for (const id of [
      'joint-decoupled',
      'matched',
      'fixed',
      'three-methods',
      'figure-1',
      'figure-3',
      'k-sweep',
      'eta',
      'koleo-proto',
      'long-tail',
    ])
      expect(ids).toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  it('are recognised with any seed, but not with a changed setting or another number of lanes', () => {
    const configs = openingConfigs(catalogue);
    const changed = (values: object) => configs.map((config) => ({ ...config, ...values }));
    expect(presetOf(changed({ seed: 5 }), catalogue)?.id).toBe('joint-decoupled');
    expect(presetOf(changed({ K: 64 }), catalogue)).toBeUndefined();
    expect(presetOf(configs.slice(0, 1), catalogue)).toBeUndefined();
    expect(presetOf([...configs, configs[0]], catalogue)).toBeUndefined();
  });
  it('give both lanes the same head in the matched control', () => {
    const configs = named('matched');
    expect(configs.map((config) => config['head.output_norm'])).toEqual(['batchnorm', 'batchnorm']);
    expect(configs.map((config) => config['prototypes'])).toEqual(['joint', 'decoupled']);
  });
  it('show the paper’s systems with the patch encoder in Figure 1 and Figure 3', () => {
    const systems = (id: string) => named(id).map(({ method, prototypes }) => `${method} ${prototypes}`);
    expect(systems('figure-1')).toEqual([
      'dino joint',
      'dino joint',
      'dinov2 joint',
      'carp joint',
      'carp decoupled',
    ]);
    expect(named('figure-1').map((config) => config['joint.koleo_weight'])).toEqual([0, 0.1, 0, 0, 0]);
    expect(systems('figure-3')).toEqual([
      'dino joint',
      'dinov2 joint',
      'dino decoupled',
      'capi clustering',
      'carp joint',
      'carp decoupled',
    ]);
    for (const id of ['figure-1', 'figure-3'])
      expect(named(id).every(({ encoder }) => encoder === 'vit')).toBe(true);
  });
});

describe('encoders', () => {
  const [config] = openingConfigs(catalogue) as [RunConfig];
  it('change only with a method that needs another', () => {
    expect(encoderFor({ method: 'ibot' }, config, catalogue)).toBe('vit');
    expect(encoderFor({ method: 'ibot' }, { ...config, encoder: 'vit' }, catalogue)).toBeUndefined();
    expect(encoderFor({ method: 'swav' }, config, catalogue)).toBeUndefined();
  });
});
