import { createHash } from 'node:crypto';
import { changed, type RunConfig } from '../base/config.ts';
import { TroubleError } from '../base/errors.ts';
import type { KnobValue } from '../base/knobs.ts';
import type { BackendChoice } from '../base/messages.ts';
import { VIT, VIT_STEPS } from '../base/recipes.ts';
import { catalogue, checked } from '../train/lane/menu.ts';
import { GROUPS, HEADLINES, type RowGroup, SYSTEMS, type System } from './systems.ts';

/** The part of the table that a person asks for. */
export interface Wish {
  /** Seeds 1 to this one, for every row. Without it rows of headline comparisons have 5, and others 3. */
  readonly seeds?: number;
  /** Ids of rows and groups; empty for the whole table. */
  readonly only: readonly string[];
  /** Knobs for every row. A row's own go over them. */
  readonly knobs: Readonly<Record<string, KnobValue>>;
  readonly backend: BackendChoice;
}

/** One run of the table, still to make or already made. */
export interface Planned {
  readonly system: System;
  readonly seed: number;
  readonly config: RunConfig;
  readonly backend: BackendChoice;
  /** File name below runs/. Only equal runs have equal names. */
  readonly file: string;
}

export interface Plan {
  readonly systems: readonly System[];
  /** Groups that were asked for. */
  readonly groups: readonly RowGroup[];
  readonly runs: readonly Planned[];
}

/** Knobs that the table itself sets. */
const TAKEN: Readonly<Record<string, string>> = {
  seed: 'Use --seeds N for seeds 1 to N.',
  method: 'Use --only to pick rows.',
  prototypes: 'Use --only to pick rows.',
};

/** Least share of a group's rows with which it is shown. */
const MOST = 0.75;

/** Rows whose method and prototypes are on the menu. */
export function table(): System[] {
  const ids = (shelf: 'method' | 'prototypes') => catalogue.shelves[shelf].map(({ id }) => id);
  return SYSTEMS.filter(
    ({ method, prototypes }) => ids('method').includes(method) && ids('prototypes').includes(prototypes),
  );
}

/** Groups with the rows that the table has. Empty ones are left out. */
export function rowGroupsOf(systems: readonly System[]): RowGroup[] {
  return GROUPS.map((group) => ({
    ...group,
    rows: group.rows.filter((id) => systems.some((system) => system.id === id)),
  })).filter(({ rows }) => rows.length > 0);
}

/**
 * Plans every run of a wish, each config complete and checked, seeds innermost. Another `engine` makes other files.
 * Throws a `config` TroubleError on an unknown row, or on a config that a part refuses.
 */
export function planOf(wish: Wish, engine: string): Plan {
  for (const key of Object.keys(wish.knobs))
    if (Object.hasOwn(TAKEN, key))
      throw new TroubleError({
        kind: 'config',
        failed: `--${key} is not possible here`,
        why: 'The table itself sets it.',
        todo: TAKEN[key],
      });
  const systems = picked(wish.only, table());
  const runs = systems.flatMap((system) =>
    seedsOf(wish, system).map((seed): Planned => {
      const { method, prototypes, knobs } = system;
      const config = checked({
        // no report shows a curve of k-NN, so that the end is enough
        eval_every: 100_000,
        ...(knobs['encoder'] === VIT['encoder'] && VIT_STEPS),
        // k-NN of 2,000 images has twice the sampling error of 10,000
        'mnist.tested': 'all',
        ...wish.knobs,
        ...knobs,
        method,
        prototypes,
        seed,
      });
      return { system, seed, config, backend: wish.backend, file: fileOf(config, wish.backend, engine) };
    }),
  );
  // rows that are asked for one by one show a group when it has most of its rows
  const alone = systems.map(({ id }) => id).filter((id) => wish.only.includes(id));
  const whole = new Map(rowGroupsOf(table()).map(({ id, rows }) => [id, rows.length]));
  const groups = rowGroupsOf(systems).filter(
    ({ id, rows }) =>
      wish.only.length === 0 ||
      wish.only.includes(id) ||
      rows.filter((row) => alone.includes(row)).length >= MOST * (whole.get(id) ?? 0),
  );
  return { systems, groups, runs };
}

const SEEDS = { headline: 5, other: 3 };

function seedsOf({ seeds }: Wish, { id }: System): number[] {
  const headline = HEADLINES.some((pair) => pair.includes(id));
  const count = seeds ?? (headline ? SEEDS.headline : SEEDS.other);
  return Array.from({ length: count }, (_, i) => i + 1);
}

function picked(only: readonly string[], systems: readonly System[]): System[] {
  if (only.length === 0) return [...systems];
  const groups = rowGroupsOf(systems);
  const ids = new Set<string>();
  for (const name of only) {
    const group = groups.find(({ id }) => id === name);
    if (group) for (const id of group.rows) ids.add(id);
    else if (systems.some(({ id }) => id === name)) ids.add(name);
    else
      throw new TroubleError({
        kind: 'config',
        failed: `Unknown row or group ${name}`,
        why: `Rows are ${systems.map(({ id }) => id).join(', ')}; groups are ${groups.map(({ id }) => id).join(', ')}.`,
        todo: 'Separate several by commas.',
      });
  }
  return systems.filter(({ id }) => ids.has(id));
}

function fileOf(config: RunConfig, backend: BackendChoice, engine: string): string {
  const whole = JSON.stringify([engine, backend, Object.entries(config).toSorted()]);
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  const { method, prototypes, seed } = config;
  return `${method}-${prototypes}_seed-${seed}_${hash}.json`;
}

/** The flags with which the headless door makes a planned run. */
export function flagsOf({ config, backend }: Planned): string[] {
  const pairs = changed(config, catalogue).map(([key, value]) => `--${key}=${value}`);
  return [`--backend=${backend}`, ...pairs];
}
