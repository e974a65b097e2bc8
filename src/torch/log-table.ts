import type { Series } from '../base/series.ts';

/** Numbers of a column that are allocated at once: a short log stays small, and a long one is never copied. */
const CHUNK = 2 ** 12;
/** Most numbers of a log, 1 GB of memory. A million reports of all measures take half of it. */
export const MOST_NUMBERS = 2 ** 27;
/** Stands where a row has no value. Values are finite or NaN. */
const ABSENT = Number.POSITIVE_INFINITY;

type Column = Float64Array[];

/** The numbers that a row has, by their names. */
export interface LogRow {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
}

/** Numbers by step and name. A step that comes again has its row again: its new numbers replace the old ones. */
export class LogTable {
  private readonly steps: number[] = [];
  private readonly columns = new Map<string, Column>();
  /** Row of each step, once a step came that is not above all before. */
  private rows: Map<number, number> | undefined;
  private highest = -1;
  private chunks = 0;

  /** The row of a step. */
  rowOf(step: number): number {
    if (step > this.highest) {
      this.highest = step;
      return this.added(step);
    }
    this.rows ??= new Map(this.steps.map((each, row) => [each, row]));
    return this.rows.get(step) ?? this.added(step);
  }

  /** True once it holds as many numbers as a page can. Further ones are left out. */
  get full(): boolean {
    return this.chunks * CHUNK >= MOST_NUMBERS;
  }

  /** Writes a number, finite or NaN. */
  set(row: number, name: string, value: number): void {
    let column = this.columns.get(name);
    if (!column) {
      column = [];
      this.columns.set(name, column);
    }
    const at = Math.floor(row / CHUNK);
    let chunk = column[at];
    if (!chunk) {
      if (this.full) return;
      this.chunks += 1;
      chunk = new Float64Array(CHUNK).fill(ABSENT);
      column[at] = chunk;
    }
    chunk[row % CHUNK] = value;
  }

  /** The curves by name, in step order, each of at most `most` points. */
  series(most: number): Record<string, Series> {
    const order = this.order();
    const curves = [...this.columns].map(([name, column]) => {
      const steps: number[] = [];
      const values: number[] = [];
      for (const row of order) {
        const value = valueIn(column, row);
        if (value === ABSENT) continue;
        steps.push(this.steps[row] ?? 0);
        values.push(value);
      }
      return [name, drawn({ steps, values }, most)] as const;
    });
    return Object.fromEntries(curves);
  }

  /** At most `most` rows in step order, of those that have `name` if any does, evenly over the axis. */
  spread(most: number, name: string): LogRow[] {
    const order = this.order();
    const column = this.columns.get(name);
    const with_ = column ? order.filter((row) => valueIn(column, row) !== ABSENT) : order;
    const end = this.highest;
    const kept = new Map<number, number>();
    // the last of each part, so that the log's last row is one of them
    for (const row of with_) kept.set(Math.ceil((most - 1) * place(this.steps[row] ?? 0, end)), row);
    return [...kept.values()].map((row) => ({
      step: this.steps[row] ?? 0,
      values: Object.fromEntries(
        [...this.columns].flatMap(([each, own]) => {
          const value = valueIn(own, row);
          return value === ABSENT ? [] : [[each, value]];
        }),
      ),
    }));
  }

  private added(step: number): number {
    const row = this.steps.push(step) - 1;
    this.rows?.set(step, row);
    return row;
  }

  /** Rows in step order. */
  private order(): number[] {
    const rows = [...this.steps.keys()];
    // rows came in step order, unless a map of them was needed
    return this.rows ? rows.sort((a, b) => (this.steps[a] ?? 0) - (this.steps[b] ?? 0)) : rows;
  }
}

const valueIn = (column: Column, row: number): number => column[(row / CHUNK) | 0]?.[row % CHUNK] ?? ABSENT;

/** Place of a step on an axis from 0 to 1 that is half linear and half logarithmic: plots have either scale. */
const place = (step: number, end: number): number =>
  end > 0 ? (step / end + Math.log1p(step) / Math.log1p(end)) / 2 : 0;

/** The first, lowest, highest and last point of each part of the axis, at most `most` in all, unchanged. */
function drawn({ steps, values }: Series, most: number): Series {
  if (steps.length <= most) return { steps, values };
  const parts = Math.floor(most / 4);
  const end = steps.at(-1) ?? 0;
  const part = (i: number) => Math.min(parts - 1, Math.floor(parts * place(steps[i] ?? 0, end)));
  const at = (i: number) => values[i] ?? Number.NaN;
  const kept: number[] = [];
  for (let start = 0; start < steps.length; ) {
    const own = part(start);
    let [low, high, next] = [start, start, start];
    for (; next < steps.length && part(next) === own; next++) {
      if (Number.isNaN(at(low)) || at(next) < at(low)) low = next;
      if (Number.isNaN(at(high)) || at(next) > at(high)) high = next;
    }
    kept.push(...new Set([start, Math.min(low, high), Math.max(low, high), next - 1]));
    start = next;
  }
  return { steps: kept.map((i) => steps[i] ?? 0), values: kept.map(at) };
}
