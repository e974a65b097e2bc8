import type { Catalogue } from '../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../base/config.ts';
import { accepts } from '../base/knobs.ts';
import { openingConfigs, type Values } from './experiment.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One sentence: what the comparison answers. */
  readonly summary: string;
  /** Values over the opening configs, lane by lane: a preset has as many lanes as this. */
  readonly lanes: readonly Values[];
}

const MATCHED: Values = { 'head.output_norm': 'batchnorm', 'head.embedding': 'unit' };

/** Of presets with one id, the first counts that the catalogue has everything for. */
const PRESETS: readonly Preset[] = [
  {
    id: 'joint-decoupled',
    title: 'Joint vs decoupled',
    summary: 'CARP as published beside CARP whose prototypes only the mixture moves.',
    lanes: [{}, {}],
  },
  {
    id: 'matched',
    title: 'Matched control',
    summary: 'Both lanes share the head that decoupling needs, so that only the prototypes differ.',
    lanes: [MATCHED, MATCHED],
  },
  {
    id: 'fixed',
    title: 'Fixed control',
    summary: 'Joint beside random prototypes that never move: fully unique, and hardly used.',
    lanes: [{}, { prototypes: 'fixed' }],
  },
];

/** The presets that this catalogue has every setting and every part for. */
export function presetsOf(catalogue: Catalogue): Preset[] {
  const knobs = knobsOf(catalogue);
  const has = (key: string, value: unknown) => {
    const knob = knobs.get(key);
    return knob !== undefined && accepts(knob, value);
  };
  const known = PRESETS.filter(({ lanes }) =>
    lanes.every((values) => Object.entries(values).every(([key, value]) => has(key, value))),
  );
  return known.filter(({ id }, i) => known.findIndex((other) => other.id === id) === i);
}

export function presetConfigs(preset: Preset, catalogue: Catalogue): RunConfig[] {
  return openingConfigs(catalogue, preset.lanes.length).map((config, i) => ({
    ...config,
    ...preset.lanes[i],
  }));
}

/** The preset these configs are, seed aside; undefined when something was changed. */
export function presetOf(configs: readonly RunConfig[], catalogue: Catalogue): Preset | undefined {
  return presetsOf(catalogue).find(
    (preset) =>
      preset.lanes.length === configs.length &&
      presetConfigs(preset, catalogue).every((config, i) =>
        Object.entries(config).every(([key, value]) => key === 'seed' || configs[i]?.[key] === value),
      ),
  );
}
