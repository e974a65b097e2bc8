import type { RunConfig } from '../base/config.ts';
import { said } from '../base/errors.ts';
import type { BackendInfo } from '../base/messages.ts';
import { METRICS } from './metrics.ts';
import type { Plan, Planned } from './plan.ts';
import type { Finished, RunOutcome } from './runs.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { System } from './systems.ts';

/** A row of the table with the results of its runs. */
export interface Row {
  readonly system: System;
  /** The config of its first seed. */
  readonly config: RunConfig;
  readonly backend: BackendInfo;
  readonly runs: readonly { readonly seed: number; readonly file: string; readonly lane: Finished }[];
  /** By metric. */
  readonly spread: Readonly<Record<string, Spread>>;
}

export interface Reproduction {
  readonly createdAt: string;
  readonly engine: string;
  /** The most seeds of any row. */
  readonly seeds: number;
  readonly plan: Plan;
  /** Rows with a finished run, in the table's order. */
  readonly rows: readonly Row[];
  readonly failures: readonly { readonly run: Planned; readonly failed: string }[];
}

export function resultsOf(
  plan: Plan,
  outcomes: readonly RunOutcome[],
  from: Pick<Reproduction, 'createdAt' | 'engine'>,
): Reproduction {
  const rows = plan.systems.flatMap((system): Row[] => {
    const runs = outcomes.flatMap(({ run, lane }) =>
      run.system.id === system.id && lane ? [{ seed: run.seed, file: run.file, lane }] : [],
    );
    const first = runs[0];
    if (!first) return [];
    const spread = Object.fromEntries(
      METRICS.map(({ id, of }) => [id, spreadOf(runs.map(({ lane }) => of(lane.summary)))]),
    );
    return [{ system, config: first.lane.config, backend: first.lane.backend, runs, spread }];
  });
  const failures = outcomes.flatMap(({ run, trouble }) => (trouble ? [{ run, failed: said(trouble) }] : []));
  const seeds = Math.max(0, ...plan.runs.map(({ seed }) => seed));
  return { ...from, seeds, plan, rows, failures };
}

export const rowOf = ({ rows }: Reproduction, id: string) => rows.find(({ system }) => system.id === id);
