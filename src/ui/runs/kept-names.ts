import type { Catalogue } from '../../base/catalogue.ts';
import { runNames } from '../words/run-names.ts';
import { type KeptRun, nameOf } from './kept-run.ts';

/** Gives the name of a kept run beside the others of its table. */
export type KeptNames = (run: KeptRun) => string;

/**
 * The names of kept runs: a person's own, else what distinguishes their settings among these runs (run-names.ts). Without a
 * catalogue, or for a run of another table, it is the label that the run had beside the lanes of its time.
 */
export function keptNames(runs: readonly KeptRun[], catalogue: Catalogue | undefined): KeptNames {
  if (!catalogue) return nameOf;
  const unnamed = runs.filter(({ name }) => name === undefined);
  const names = runNames(
    unnamed.map(({ config }) => config),
    catalogue,
  );
  const byId = new Map(unnamed.map(({ id }, i) => [id, names[i]]));
  return (run) => run.name ?? byId.get(run.id) ?? nameOf(run);
}

/** The run by name and seed, for a button that must say which run it acts on. */
export const spokenName = (run: KeptRun, name: string): string =>
  run.name === undefined && name.endsWith(`, seed ${run.seed}`) ? name : `${name}, seed ${run.seed}`;
