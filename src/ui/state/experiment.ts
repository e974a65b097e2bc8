import { type Catalogue, type PartInfo, SHELVES, type Shelf } from '../../base/catalogue.ts';
import { defaults, knobsOf, type RunConfig } from '../../base/config.ts';
import type { Knob, KnobValue } from '../../base/knobs.ts';
import { followed, timeSettings } from '../../base/time-compression.ts';

/** Settings by config key, over some base. */
export type Settings = Readonly<Record<string, KnobValue>>;

/** Settings of a fresh page's lanes: the comparison that the project exists for. */
const OPENING: readonly Settings[] = [
  { method: 'carp', prototypes: 'joint', dataset: 'mnist' },
  { method: 'carp', prototypes: 'decoupled', dataset: 'mnist' },
];

/** Number of lanes on a fresh page. */
export const OPENING_LANES = OPENING.length;

/** Configs of `count` lanes on a fresh page. Lanes beyond its own repeat the last. */
export function openingConfigs(catalogue: Catalogue, count = OPENING_LANES): RunConfig[] {
  const base = defaults(catalogue);
  return Array.from({ length: count }, (_, i) => ({ ...base, ...(OPENING[i] ?? OPENING.at(-1)) }));
}

export function partOf(config: RunConfig, shelf: Shelf, catalogue: Catalogue): PartInfo | undefined {
  return catalogue.shelves[shelf].find((part) => part.id === config[shelf]);
}

/** The numbers that settings which are `auto` stand for, by config key. */
export function followedNumbers(config: RunConfig, catalogue: Catalogue): Readonly<Record<string, number>> {
  const lr = partOf(config, 'encoder', catalogue)?.learningRate;
  return { ...followed(timeSettings(config)), ...(lr !== undefined && { lr }) };
}

/** True if the encoder sees what the lane's method needs, such as patches. */
export function serves(encoder: PartInfo, config: RunConfig, catalogue: Catalogue): boolean {
  const needs = partOf(config, 'method', catalogue)?.needs;
  return !needs || encoder.gives === needs;
}

/** The encoder that all lanes must change to if one takes `values`; undefined if theirs will do. */
export function encoderFor(values: Settings, config: RunConfig, catalogue: Catalogue): string | undefined {
  const next = { ...config, ...values };
  const encoder = partOf(next, 'encoder', catalogue);
  if (!encoder || serves(encoder, next, catalogue)) return undefined;
  return catalogue.shelves.encoder.find((other) => serves(other, next, catalogue))?.id;
}

export interface KnobGroup {
  readonly title: string;
  readonly knobs: readonly (readonly [key: string, knob: Knob])[];
}

/** Shelves and knobs that a lane picks for itself; everything else is the experiment's. */
const OWN: readonly Shelf[] = ['method', 'prototypes'];

/** Knobs of a lane's own method and prototypes, and its seed where lanes have their own. */
export function laneGroups(config: RunConfig, catalogue: Catalogue, ownSeed = false): KnobGroup[] {
  const parts = OWN.flatMap((shelf) => groupOf(partOf(config, shelf, catalogue)));
  const { seed } = catalogue.run;
  return ownSeed && seed ? [{ title: 'Run', knobs: [['seed', seed]] }, ...parts] : parts;
}

/**
 * Groups the experiment's knobs for the side panel: the run's own, grouped by the prefix of their keys, then those of
 * every dataset, encoder and optimizer in use.
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

/** Keys in which `wanted` differs from the run because they act only at a start. */
export const waiting = (wanted: RunConfig, running: RunConfig, catalogue: Catalogue): [string, Knob][] =>
  unlike(wanted, running, catalogue).filter(([, knob]) => !knob.live);

/** True if a run has these settings. */
export const ranWith = (wanted: RunConfig, run: RunConfig, catalogue: Catalogue): boolean =>
  unlike(wanted, run, catalogue).length === 0;

/** Keys in which `wanted` differs from a run. Keys of parts that `wanted` does not pick are left out. A run from before
 *  a knob had its default. */
function unlike(wanted: RunConfig, running: RunConfig, catalogue: Catalogue): [string, Knob][] {
  const others = new Set(
    SHELVES.flatMap((shelf) => catalogue.shelves[shelf].map((part) => part.id)).filter(
      (id) => !SHELVES.some((shelf) => wanted[shelf] === id),
    ),
  );
  return [...knobsOf(catalogue)].filter(
    ([key, knob]) => wanted[key] !== (running[key] ?? knob.default) && !others.has(key.replace(/\..*/, '')),
  );
}

/** A lane's name, such as "CARP · joint". */
export function laneName(config: RunConfig, catalogue: Catalogue): string {
  const method = partOf(config, 'method', catalogue)?.title ?? String(config['method']);
  const prototypes = partOf(config, 'prototypes', catalogue)?.title ?? String(config['prototypes']);
  return `${method} · ${prototypes.toLowerCase()}`;
}
