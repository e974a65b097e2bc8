import type { RunConfig } from '../base/config.ts';
import { EPSILONS } from '../base/epsilons.ts';
import { ended, quoted, TroubleError } from '../base/errors.ts';
import { boundsOf, namesOf } from '../base/measure-row.ts';
import { CURVES, MEASURES } from '../base/measures.ts';
import type { Series } from '../base/series.ts';
import { knobValueIn } from '../export/course.ts';
import { at, entries, type Field, items, numberIn, optional } from '../export/json-field.ts';
import { check, fits, whole } from '../export/run-sense.ts';
import { LogLines } from './log-lines.ts';
import { type LogRow, LogTable, MOST_NUMBERS } from './log-table.ts';

/** Faults of one kind in a file. */
interface LogFaults {
  readonly count: number;
  /** Place and reason of the first, as a sentence: "Line 12 is not JSON: abc." */
  readonly first: string;
}

/** One file of a log, as it was read. */
export interface LogFile {
  /** Number of its measurements. */
  readonly measured: number;
  /** Times that its steps went back, as when a run restarts from a checkpoint. */
  readonly restarts: number;
  /** Lines that could not be read. */
  readonly broken?: LogFaults;
  /** Values that cannot be. */
  readonly unfit?: LogFaults;
}

/** The curves of a log. */
export interface LogCurves {
  /** By the names that run files have: "unique@0.5", "loss", "term.entropy". Steps ascend; NaN is a gap. */
  readonly series: Readonly<Record<string, Series>>;
  /** Some of its measurements, in step order. */
  readonly rows: readonly LogRow[];
  /** The run's settings, where the log has them. */
  readonly config?: RunConfig;
  /** Names of numbers that are no measure. */
  readonly unknown: readonly string[];
}

/** Names of the loss's terms begin so in files. */
const TERM = 'term.';
/** Most terms of a loss, and most unknown names that are remembered. */
const MOST_NAMES = 100;

/** The fields of a report that are no measure. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['type', 'report', 'step', 'steps', 'seconds', 'stepsPerSecond', 'secondsLeft', 'terms'],
  ...['census', 'angles', 'sampled', 'representatives', 'picture'],
  ...MEASURES.filter(({ when }) => when === 'end').flatMap(({ id, formerly }) => [id, formerly ?? id]),
]);

/** A field of a report with curves: one, or one per ε. */
interface Place {
  readonly names: readonly string[];
  readonly bounds: readonly [low: number, high: number];
  readonly perEpsilon: boolean;
  /** True for a count of prototypes, which may be of an earlier step. */
  readonly counted: boolean;
}

const PLACES: ReadonlyMap<string, Place> = new Map(
  CURVES.flatMap((row): [string, Place][] => {
    const place = {
      names: namesOf(row),
      bounds: boundsOf(row),
      perEpsilon: row.perEpsilon,
      counted: row.when === 'count',
    };
    const flat = row.perEpsilon
      ? place.names.map((name): [string, Place] => [name, { ...place, names: [name], perEpsilon: false }])
      : [];
    return [[row.id, place], ...(row.formerly ? [[row.formerly, place] as [string, Place]] : []), ...flat];
  }),
);

const ANY = [-Number.MAX_VALUE, Number.MAX_VALUE] as const;

/**
 * Reads logs of training: a line of JSON per report, as src/torch/log_prototypes.py writes them and the headless runner
 * prints them. Several files of one run are read one after the other: a step that comes again keeps the later numbers.
 * A file may end within a line, since it may still grow. Nothing in a text throws, except one too long for a page.
 */
export class LogReader {
  private readonly lines = new LogLines();
  private readonly table = new LogTable();
  private readonly unknown = new Set<string>();
  private readonly terms = new Set<string>();
  private config: RunConfig | undefined;
  private file = newFile();

  /** Reads a piece of a file's text. Pieces may be cut anywhere. */
  add(text: string): void {
    for (const line of this.lines.add(text)) {
      const value = line.text === undefined ? undefined : parsed(line.text);
      if (value !== undefined) this.take(value, line.number);
      else if (line.text === undefined) this.file.broken.add(() => `Line ${line.number} is too long`);
      else if (line.text.trim() !== '')
        this.file.broken.add(() => `Line ${line.number} is not JSON: ${quoted(line.text ?? '')}`);
    }
    if (this.table.full) throw new TroubleError(TOO_LONG);
  }

  /** Ends the file. The next piece begins another one of the same run. */
  endFile(): LogFile {
    const { number, text } = this.lines.end();
    const value = text === undefined ? undefined : parsed(text);
    if (value !== undefined) this.take(value, number);
    const { measured, restarts, broken, unfit } = this.file;
    this.file = newFile();
    return {
      measured,
      restarts,
      ...(broken.count > 0 && { broken: broken.told() }),
      ...(unfit.count > 0 && { unfit: unfit.told() }),
    };
  }

  /** The curves of all files, each of at most `most` points, and at most `rows` measurements. */
  curves(most: number, rows: number): LogCurves {
    return {
      series: this.table.series(most),
      rows: this.table.spread(rows, `unique@${EPSILONS[0]}`),
      ...(this.config && { config: this.config }),
      unknown: [...this.unknown],
    };
  }

  private take(value: unknown, line: number): void {
    const field: Field = { value, path: '' };
    try {
      switch (at(field, 'type').value) {
        case 'measure':
          this.measure(field, line);
          break;
        case 'census':
          this.numbers(field, this.table.rowOf(stepIn(field)), line, ({ counted }) => counted);
          break;
        case 'started':
          this.config = Object.fromEntries(
            [...entries(at(field, 'config'))].map(([key, inner]) => [key, knobValueIn(inner)]),
          );
          break;
        default:
      }
    } catch (thrown) {
      this.file.broken.add(() => `Line ${line}: ${reasonOf(thrown)}`);
    }
  }

  private measure(field: Field, line: number): void {
    const step = stepIn(field);
    if (step < this.file.last) this.file.restarts += 1;
    this.file.last = step;
    this.file.measured += 1;
    const row = this.table.rowOf(step);
    // counts of an earlier step have a line of their own
    const late = optional(at(field, 'census'), (census) => census) !== undefined;
    this.numbers(field, row, line, ({ counted }) => !(late && counted));
    const terms = optional(at(field, 'terms'), entries) ?? [];
    for (const [name, term] of terms) {
      if (!this.terms.has(name) && this.terms.size >= MOST_NAMES) continue;
      this.terms.add(name);
      this.number(term, `${TERM}${name}`, ANY, row, line);
    }
  }

  /** Takes the numbers of a report whose place is wanted. */
  private numbers(field: Field, row: number, line: number, wanted: (place: Place) => boolean): void {
    for (const [key, inner] of entries(field)) {
      const place = PLACES.get(key);
      if (!place) {
        if (!PLAIN.has(key) && this.unknown.size < MOST_NAMES) this.unknown.add(quoted(key));
        continue;
      }
      if (!wanted(place) || inner.value === null) continue;
      if (place.perEpsilon) this.list(inner, place, row, line);
      else this.number(inner, place.names[0] ?? key, place.bounds, row, line);
    }
  }

  private list(field: Field, { names, bounds }: Place, row: number, line: number): void {
    const { value, path } = field;
    const length = Array.isArray(value) ? value.length : undefined;
    // an empty one is a count that is not there yet
    if (length === 0) return;
    if (length !== names.length) {
      this.file.unfit.add(() => `Line ${line}: ${path} must be a list of ${names.length}, one number per ε`);
      return;
    }
    items(field).forEach((inner, i) => {
      if (inner.value !== null) this.number(inner, names[i] ?? path, bounds, row, line);
    });
  }

  private number(
    field: Field,
    name: string,
    bounds: readonly [number, number],
    row: number,
    line: number,
  ): void {
    let value: number;
    try {
      value = numberIn(field);
      // a loss may be infinite: no curve has a place for it
      if (Math.abs(value) === Number.POSITIVE_INFINITY && endless(value, bounds)) value = Number.NaN;
      if (!fits(value, bounds)) check(value, bounds, field.path);
    } catch (thrown) {
      this.file.unfit.add(() => `Line ${line}: ${reasonOf(thrown)}`);
      return;
    }
    this.table.set(row, name, value);
  }
}

/** True if bounds have no end on the side of an infinite value. */
const endless = (value: number, [low, high]: readonly [number, number]): boolean =>
  value > 0 ? high === Number.MAX_VALUE : low === -Number.MAX_VALUE;

/** Counts faults, and keeps the words of the first. */
class Counter {
  count = 0;
  private first = '';

  add(words: () => string): void {
    this.count += 1;
    if (this.count === 1) this.first = ended(words());
  }

  told(): LogFaults {
    return { count: this.count, first: this.first };
  }
}

const newFile = () => ({
  measured: 0,
  restarts: 0,
  last: -1,
  broken: new Counter(),
  unfit: new Counter(),
});

/** A line's step. Throws a `data` TroubleError for one that is no whole number from 0. */
function stepIn(field: Field): number {
  const inner = at(field, 'step');
  const step = numberIn(inner);
  whole(step, inner.path);
  return step;
}

const reasonOf = (thrown: unknown): string =>
  thrown instanceof TroubleError ? (thrown.trouble.why ?? thrown.trouble.failed) : String(thrown);

/** The value of a line; undefined for one that is not JSON. Python writes numbers that JSON lacks without quotes. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    const words = line.replace(/([:[,]\s*)(-?Infinity|NaN)(?=\s*[,\]}])/g, '$1"$2"');
    if (words === line) return undefined;
    try {
      return JSON.parse(words);
    } catch {
      return undefined;
    }
  }
}

const TOO_LONG = {
  kind: 'data',
  failed: 'The log is too long for a page',
  why: `It has more than ${MOST_NUMBERS.toLocaleString('en')} numbers.`,
  todo: 'Keep every tenth of its lines, and open it again.',
} as const;
