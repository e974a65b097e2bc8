import { EPSILONS, type Epsilon, PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import { last } from '../../base/series.ts';
import type { Run, RunLane } from '../../export/run-json.ts';

/** Raised when a row of the new kind cannot be read as one of the old kind; older rows are made anew of their run. */
const KEPT_VERSION = 1;

/** One row of the table of kept runs. Shares are in 0..1, absent where nothing was measured. */
export interface KeptRun {
  readonly version: typeof KEPT_VERSION;
  readonly id: string;
  /** The same for lanes that were trained side by side. */
  readonly comparison: string;
  /** Its place among them, from 1. */
  readonly lane: number;
  /** When the comparison began; ISO 8601. */
  readonly startedAt: string;
  /** What the lane was called. */
  readonly label: string;
  /** What the person calls it. */
  readonly name?: string;
  /** Drawn as a ghost behind new runs. */
  readonly pinned: boolean;
  readonly method: string;
  readonly prototypes: string;
  readonly K: number;
  readonly seed: number;
  /** Steps it was trained for. */
  readonly steps: number;
  readonly backend: string;
  /** Unique prototypes at TOY_EPSILON. */
  readonly unique?: number;
  /** Unique prototypes at PAPER_EPSILON. */
  readonly uniqueFine?: number;
  readonly used?: number;
  /** Used and unique prototypes at TOY_EPSILON. */
  readonly usedAndUnique?: number;
  readonly knn?: number;
  /** Bytes that it takes in the browser. */
  readonly size: number;
}

/** What a run is kept under. */
export type KeptAs = Pick<KeptRun, 'id' | 'comparison' | 'lane' | 'startedAt'>;

/** The row of a run of one lane. */
export function keptRun(as: KeptAs, { lanes: [lane] }: Run, size: number): KeptRun {
  const { config, label, backend } = lane;
  const text = (key: string) => String(config[key] ?? '');
  const number = (key: string) => Number(config[key] ?? 0);
  return {
    version: KEPT_VERSION,
    ...as,
    label: label ?? `${text('method')} · ${text('prototypes')}`,
    pinned: false,
    method: text('method'),
    prototypes: text('prototypes'),
    K: number('K'),
    seed: number('seed'),
    steps: lane.final?.step ?? 0,
    backend: backend.name,
    ...measured(lane),
    size,
  };
}

type Measured = Pick<KeptRun, 'unique' | 'uniqueFine' | 'used' | 'usedAndUnique' | 'knn'>;

/** The final numbers: those of the summary, else of the last report. */
function measured({ final, summary, series }: RunLane): Measured {
  const unique = (epsilon: Epsilon) => summary?.unique[epsilon] ?? final?.unique[EPSILONS.indexOf(epsilon)];
  const numbers = {
    unique: unique(TOY_EPSILON),
    uniqueFine: unique(PAPER_EPSILON),
    used: summary?.used ?? final?.used,
    usedAndUnique: summary?.usedAndUnique[TOY_EPSILON] ?? final?.usedAndUnique[EPSILONS.indexOf(TOY_EPSILON)],
    knn: summary?.knn ?? (series['knn'] && last(series['knn'])),
  };
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}

const TEXTS = ['id', 'comparison', 'startedAt', 'label', 'method', 'prototypes', 'backend'] as const;
const NUMBERS = ['lane', 'K', 'seed', 'steps', 'size'] as const;
const SHARES = ['unique', 'uniqueFine', 'used', 'usedAndUnique', 'knn'] as const;

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
    optional('name', 'string') &&
    SHARES.every((key) => optional(key, 'number'))
  );
}

/** True where nothing that a row says differs. */
export function sameRun(a: KeptRun, b: KeptRun): boolean {
  const [x, y] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return a.id === b.id && x.length === y.size && x.every(([key, value]) => y.get(key) === value);
}

/** What the table calls a run. */
export const nameOf = ({ name, label }: KeptRun): string => name ?? label;

/** What a ghost's line is called. */
export const ghostName = (run: KeptRun): string => run.name ?? `${run.label}, seed ${run.seed}`;

export type Column = Exclude<
  keyof KeptRun,
  'version' | 'id' | 'comparison' | 'lane' | 'name' | 'pinned' | 'size'
>;

export interface Order {
  readonly column: Column;
  readonly down: boolean;
}

/** The runs in a column's order; those without a value come last either way, equal ones newest first. */
export function inOrder(runs: readonly KeptRun[], { column, down }: Order): KeptRun[] {
  const value = (run: KeptRun) => (column === 'label' ? nameOf(run) : run[column]);
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

/** Runs kept at most. */
export const MOST_KEPT = 200;

/** Bytes that all of them may take. */
export const MOST_BYTES = 400e6;

/** The runs that go where there are too many, or they take too much: the oldest that are neither named nor pinned. */
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

/** The runs that were trained beside the newest, in the order of their lanes. */
export function lastComparison(runs: readonly KeptRun[]): KeptRun[] {
  const [newest] = [...runs].sort(newestFirst);
  return newest ? beside(newest, runs) : [];
}

/** The run and those trained beside it, in the order of their lanes. */
export function beside(run: KeptRun, runs: readonly KeptRun[]): KeptRun[] {
  return runs.filter(({ comparison }) => comparison === run.comparison).sort((a, b) => a.lane - b.lane);
}
