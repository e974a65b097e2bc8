import { type Catalogue, type PartInfo, SHELVES, type Shelf } from '../base/catalogue.ts';
import { defaults, knobsOf, type RunConfig } from '../base/config.ts';
import type { Knob, KnobValue } from '../base/knobs.ts';

/** Values by config key, over some base. */
export type Values = Readonly<Record<string, KnobValue>>;

/** What each lane of the page holds before anything is changed: the comparison the project exists for. */
const OPENING: readonly Values[] = [
  { method: 'carp', prototypes: 'joint', dataset: 'mnist' },
  { method: 'carp', prototypes: 'decoupled', dataset: 'mnist' },
];

/** The configs of a fresh page, lane by lane. */
export function openingConfigs(catalogue: Catalogue): RunConfig[] {
  const base = defaults(catalogue);
  return OPENING.map((values) => ({ ...base, ...values }));
}

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One sentence: what the comparison answers. */
  readonly summary: string;
  /** Values over the opening configs, lane by lane. */
  readonly lanes: readonly Values[];
}

const MATCHED: Values = { 'head.output_norm': 'batchnorm', 'head.embedding': 'unit' };

export const PRESETS: readonly Preset[] = [
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

/** A preset's configs; keys this catalogue does not have are left out. */
export function presetConfigs(preset: Preset, catalogue: Catalogue): RunConfig[] {
  const known = knobsOf(catalogue);
  return openingConfigs(catalogue).map((config, i) => ({
    ...config,
    ...Object.fromEntries(Object.entries(preset.lanes[i] ?? {}).filter(([key]) => known.has(key))),
  }));
}

/** The preset these configs are, seed aside; undefined when something was changed. */
export function presetOf(configs: readonly RunConfig[], catalogue: Catalogue): Preset | undefined {
  return PRESETS.find((preset) =>
    presetConfigs(preset, catalogue).every((config, i) =>
      Object.entries(config).every(([key, value]) => key === 'seed' || configs[i]?.[key] === value),
    ),
  );
}

export function partOf(config: RunConfig, shelf: Shelf, catalogue: Catalogue): PartInfo | undefined {
  return catalogue.shelves[shelf].find((part) => part.id === config[shelf]);
}

export interface KnobGroup {
  readonly title: string;
  readonly knobs: readonly (readonly [key: string, knob: Knob])[];
}

/** Shelves and knobs that a lane picks for itself; everything else is the experiment's. */
const OWN: readonly Shelf[] = ['method', 'prototypes'];

/** Knobs of the parts a lane picked for itself: its method's and its prototypes'. */
export function laneGroups(config: RunConfig, catalogue: Catalogue): KnobGroup[] {
  return OWN.flatMap((shelf) => groupOf(partOf(config, shelf, catalogue)));
}

/**
 * The experiment's knobs, for the side panel: the run's own, by the word before the dot of their key, then
 * those of every dataset, encoder and optimizer that some lane uses.
 */
export function sharedGroups(configs: readonly RunConfig[], catalogue: Catalogue): KnobGroup[] {
  const run = new Map<string, [string, Knob][]>();
  for (const [key, knob] of Object.entries(catalogue.run)) {
    const dot = key.indexOf('.');
    const title = dot < 0 ? 'Run' : capital(key.slice(0, dot));
    run.set(title, [...(run.get(title) ?? []), [key, knob]]);
  }
  const parts = SHELVES.filter((shelf) => !OWN.includes(shelf)).flatMap((shelf) =>
    catalogue.shelves[shelf].filter((part) => configs.some((config) => config[shelf] === part.id)),
  );
  return [...[...run].map(([title, knobs]) => ({ title, knobs })), ...parts.flatMap(groupOf)];
}

function groupOf(part: PartInfo | undefined): KnobGroup[] {
  const knobs = Object.entries(part?.knobs ?? {});
  if (!part || knobs.length === 0) return [];
  return [{ title: part.title, knobs: knobs.map(([key, knob]) => [`${part.id}.${key}`, knob]) }];
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** Keys of `wanted` that the run does not have yet because they act only at a start. Keys of parts that
 *  `wanted` does not pick say nothing about it and are left out. */
export function waiting(wanted: RunConfig, running: RunConfig, catalogue: Catalogue): [string, Knob][] {
  const others = new Set(
    SHELVES.flatMap((shelf) => catalogue.shelves[shelf].map((part) => part.id)).filter(
      (id) => !SHELVES.some((shelf) => wanted[shelf] === id),
    ),
  );
  return [...knobsOf(catalogue)].filter(
    ([key, knob]) => !knob.live && wanted[key] !== running[key] && !others.has(key.split('.')[0]),
  );
}

/** A lane's name, such as "CARP · joint". */
export function laneName(config: RunConfig, catalogue: Catalogue): string {
  const method = partOf(config, 'method', catalogue)?.title ?? String(config['method']);
  const prototypes = partOf(config, 'prototypes', catalogue)?.title ?? String(config['prototypes']);
  return `${method} · ${prototypes.toLowerCase()}`;
}
