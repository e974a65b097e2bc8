import { grouped } from '../base/number-text.ts';
import type { InspectedPrototypes } from './inspect-weights.ts';

/** A file's numbers that stand beside those of others. */
export interface ComparedFile
  extends Pick<InspectedPrototypes, 'K' | 'D' | 'eps' | 'unique' | 'curve' | 'moment'> {
  readonly name: string;
}

/** Files in the order of a run where each says its place in the same unit, such as the epoch; else in the order given. */
export function inRunOrder(files: readonly ComparedFile[]): ComparedFile[] {
  const units = new Set(files.map(({ moment }) => moment?.name));
  if (units.size !== 1 || units.has(undefined)) return [...files];
  return files.toSorted((a, b) => (a.moment?.value ?? 0) - (b.moment?.value ?? 0));
}

/** Unique shares of several files beside each other, as lines of text. */
export function comparedWords(files: readonly ComparedFile[]): string {
  const [{ eps }] = files;
  const cells = [
    ['', 'K', 'D', ...eps.map((epsilon) => `ε ${epsilon}`)],
    ...files.map(({ name, K, D, unique, moment }) => [
      moment ? `${name}, ${moment.name} ${moment.value}` : name,
      grouped(K),
      grouped(D),
      ...unique.map((count) => `${((100 * count) / K).toFixed(1)}%`),
    ]),
  ];
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join('  ');
  return ['Unique prototypes of each file, in % of K:', ...cells.map((row) => `  ${line(row)}`), ''].join(
    '\n',
  );
}
