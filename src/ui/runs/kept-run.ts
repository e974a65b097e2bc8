import type { RunConfig } from '../../base/config.ts';
import { EPSILONS, type Epsilon, PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import { last } from '../../base/series.ts';
import type { Run, RunLane } from '../../export/run-json.ts';
import { beginningOf } from '../state/beginnings.ts';
import { historyOf } from '../state/history.ts';

/** Raise it when old readers cannot read new rows. Older rows are rebuilt from their run. */
const KEPT_VERSION = 4;

/** One row of the table of kept runs. Shares are in 0..1, absent where nothing was measured. */
export interface KeptRun {
  readonly version: typeof KEPT_VERSION;
  readonly id: string;
  /** Shared by lanes that trained side by side. */
  readonly comparison: string;
  /** Place of the lane, from 1. */
  readonly lane: number;
  /** Start of the comparison; ISO 8601. */
  readonly startedAt: string;
  /** Label of the lane. */
  readonly label: string;
  /** Name that the person gave it. */
  readonly name?: string;
  /** Drawn as a ghost behind new runs. */
  readonly pinned: boolean;
  /** All settings of the run. */
  readonly config: RunConfig;
  readonly method: string;
  readonly prototypes: string;
  readonly K: number;
  readonly seed: number;
  /** Steps trained. */
  readonly steps: number;
  /** Steps that it would have trained, for a run that did not get there. */
  readonly of?: number;
  /** Number of live changes. Absent for none. */
  readonly changes?: number;
  readonly backend: string;
  /** Unique prototypes at TOY_EPSILON. */
  readonly unique?: number;
  /** Unique prototypes at PAPER_EPSILON. */
  readonly uniqueFine?: number;
  readonly used?: number;
  /** Agreed and unique prototypes at TOY_EPSILON. */
  readonly agreedAndUnique?: number;
  readonly knn?: number;
  /** Step at which collapse began, and that of the first pair that merged, at TOY_EPSILON. */
  readonly onset?: number;
  readonly firstMerge?: number;
  /** Bytes in the browser's storage. */
  readonly size: number;
}

/** Identity of a kept run. */
export type KeptAs = Pick<KeptRun, 'id' | 'comparison' | 'lane' | 'startedAt'>;

/** Makes the row of a run with one lane. */
export function keptRun(as: KeptAs, { lanes: [lane] }: Run, size: number): KeptRun {
  const { config, label, backend } = lane;
  const text = (key: string) => String(config[key] ?? '');
  const number = (key: string) => Number(config[key] ?? 0);
  return {
    version: KEPT_VERSION,
    ...as,
    label: label ?? `${text('method')} · ${text('prototypes')}`,
    pinned: false,
    config,
    method: text('method'),
    prototypes: text('prototypes'),
    K: number('K'),
    seed: number('seed'),
    steps: lane.final?.step ?? 0,
    ...(lane.final && lane.final.step < lane.final.steps && { of: lane.final.steps }),
    ...(lane.course?.changes.length && { changes: lane.course.changes.length }),
    backend: backend.name,
    ...measured(lane),
    size,
  };
}

type Measured = Pick<KeptRun, (typeof SHARES)[number] | (typeof STEPS)[number]>;

/** Final numbers: the summary's, else the last report's. */
function measured({ final, summary, series, snapshots = [], baseline }: RunLane): Measured {
  const numberAt = (id: 'unique' | 'agreedAndUnique', epsilon: Epsilon) =>
    summary?.[id][epsilon] ?? final?.[id][EPSILONS.indexOf(epsilon)];
  const run = { history: historyOf(series), snapshots, ...(baseline && { baseline }) };
  const began = beginningOf(run, EPSILONS.indexOf(TOY_EPSILON));
  const numbers = {
    unique: numberAt('unique', TOY_EPSILON),
    uniqueFine: numberAt('unique', PAPER_EPSILON),
    agreedAndUnique: numberAt('agreedAndUnique', TOY_EPSILON),
    used: summary?.used ?? final?.used,
    knn: summary?.knn ?? (series['knn'] && last(series['knn'])),
    onset: began.onset,
    firstMerge: began.merge?.step,
  };
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}

const TEXTS = ['id', 'comparison', 'startedAt', 'label', 'method', 'prototypes', 'backend'] as const;
const NUMBERS = ['lane', 'K', 'seed', 'steps', 'size'] as const;
const SHARES = ['unique', 'uniqueFine', 'agreedAndUnique', 'used', 'knn'] as const;
const STEPS = ['onset', 'firstMerge'] as const;

/** True for a row of this version, whole and of the right types. */
export function isKeptRun(value: unknown): value is KeptRun {
  if (typeof value !== 'object' || value === null) return false;
  const row = new Map<string, unknown>(Object.entries(value));
  const optional = (key: string, type: string) => !row.has(key) || typeof row.get(key) === type;
  return (
    row.get('version') === KEPT_VERSION &&
    TEXTS.every((key) => typeof row.get(key) === 'string') &&
    NUMBERS.every((key) => typeof row.get(key) === 'number') &&
    typeof row.get('pinned') === 'boolean' &&
    isConfig(row.get('config')) &&
    optional('name', 'string') &&
    ['of', 'changes', ...SHARES, ...STEPS].every((key) => optional(key, 'number'))
  );
}

const isConfig = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((each) => ['number', 'string', 'boolean'].includes(typeof each));

/** True if two rows hold the same values. */
export function sameRun({ config, ...a }: KeptRun, { config: other, ...b }: KeptRun): boolean {
  return a.id === b.id && sameValues(a, b) && sameValues(config, other);
}

function sameValues(a: object, b: object): boolean {
  const [x, y] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return x.length === y.size && x.every(([key, value]) => y.get(key) === value);
}

/** Name of a run by itself. Beside others it is named by what differs (kept-names.ts). */
export const nameOf = ({ name, label }: KeptRun): string => name ?? label;

export type Column = Exclude<
  keyof KeptRun,
  'version' | 'id' | 'comparison' | 'lane' | 'name' | 'pinned' | 'config' | 'of' | 'changes' | 'size'
>;

export interface RunOrder {
  readonly column: Column;
  readonly down: boolean;
}

/** Sorts runs by a column, the first one by `names`. Runs without a value come last either way; equal ones stand newest
 *  first. */
export function sortedRuns(
  runs: readonly KeptRun[],
  { column, down }: RunOrder,
  names: (run: KeptRun) => string = nameOf,
): KeptRun[] {
  const value = (run: KeptRun) => (column === 'label' ? names(run) : run[column]);
  return [...runs].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === undefined || y === undefined) {
      if (x !== y) return x === undefined ? 1 : -1;
    } else {
      const by = typeof x === 'number' ? x - Number(y) : x.localeCompare(String(y), 'en', { numeric: true });
      if (by !== 0) return down ? -by : by;
    }
    return newestFirst(a, b);
  });
}

function newestFirst(a: KeptRun, b: KeptRun): number {
  return (
    b.startedAt.localeCompare(a.startedAt) || a.comparison.localeCompare(b.comparison) || a.lane - b.lane
  );
}

/** Most runs kept. */
export const MOST_KEPT = 200;

/** Most bytes that kept runs may take. */
export const MOST_BYTES = 400e6;

/** Runs to delete when there are too many or they take too much: the oldest without a name or a pin. */
export function surplus(
  runs: readonly KeptRun[],
  most: number = MOST_KEPT,
  mostBytes: number = MOST_BYTES,
): KeptRun[] {
  const loose = runs.filter(({ name, pinned }) => name === undefined && !pinned);
  const oldest = loose.sort((a, b) => newestFirst(b, a));
  let bytes = runs.reduce((sum, { size }) => sum + size, 0);
  let count = runs.length;
  return oldest.filter(({ size }) => {
    if (count <= most && bytes <= mostBytes) return false;
    count -= 1;
    bytes -= size;
    return true;
  });
}

/** The newest comparison's runs, in lane order. */
export function lastComparison(runs: readonly KeptRun[]): KeptRun[] {
  const [newest] = [...runs].sort(newestFirst);
  return newest ? trainedBeside(newest, runs) : [];
}

/** The run and those trained beside it, in lane order. */
export function trainedBeside(run: KeptRun, runs: readonly KeptRun[]): KeptRun[] {
  return runs.filter(({ comparison }) => comparison === run.comparison).sort((a, b) => a.lane - b.lane);
}
