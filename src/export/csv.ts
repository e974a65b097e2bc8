import type { Change } from '../base/config.ts';
import type { Series } from '../base/series.ts';

/** A lane's series by their names in files. */
export interface SeriesRows {
  readonly lane: string;
  readonly method: string;
  readonly prototypes: string;
  readonly seed: number;
  readonly series: Readonly<Record<string, Series>>;
  /** Live changes of settings. */
  readonly changes?: readonly Change[];
}

const HEADER = ['lane', 'method', 'prototypes', 'seed', 'step', 'metric', 'value'];

/** Every point of every series in long form, one in a line. Shares are in 0..1. A value that is not finite is NaN,
 *  Infinity or -Infinity. After them a lane's live changes, as the metric `set.lr` with the new value: the steps after
 *  it train with that. */
export function seriesCsv(lanes: readonly SeriesRows[]): string {
  const lines = [HEADER];
  for (const { lane, method, prototypes, seed, series, changes = [] } of lanes) {
    const own = [lane, method, prototypes, String(seed)];
    for (const [metric, { steps, values }] of Object.entries(series))
      steps.forEach((step, i) => {
        lines.push([...own, String(step), metric, String(values[i])]);
      });
    for (const { step, key, value } of changes)
      lines.push([...own, String(step), `set.${key}`, String(value)]);
  }
  return csvText(lines);
}

/** Lines of cells, quoted and ended by RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe
 *  before it, as OWASP advises. Numbers stay as they are. */
export function csvText(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map((cell) => quoted(harmless(cell))).join(',')}\r\n`).join('');
}

const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

function harmless(cell: string): string {
  const number = cell.trim() !== '' && !Number.isNaN(Number(cell));
  return FORMULA.test(cell) && !number ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
