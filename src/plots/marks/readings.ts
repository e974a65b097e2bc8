import { type Chart, type Point, pointAt } from './chart.ts';
import type { Line } from './line.ts';

/** The value of one line at the crosshair. */
export interface Reading {
  readonly line: Line;
  /** The last measured point at or before the crosshair, not rounded; absent before the first. */
  readonly point?: Point | undefined;
  /** The value as the plot's summary rounds it; "–" before the first point. */
  readonly words: string;
}

/** The readings of one lane, bold line first, or of a line without a lane. */
export interface ReadingRow {
  readonly label: string;
  readonly readings: readonly Reading[];
}

/** The readings of all lines at `x`, by lane in the chart's order. */
export function readings(chart: Chart, x: number): ReadingRow[] {
  const rows = new Map<number | Line, { label: string; readings: Reading[] }>();
  for (const line of chart.lines) {
    if (line.label === '') continue;
    const key = line.lane?.id ?? line;
    const row = rows.get(key) ?? { label: line.lane?.label ?? line.label, readings: [] };
    rows.set(key, row);
    const point = pointAt(line, x);
    row.readings.push({ line, point, words: point ? chart.words(point.y) : '–' });
  }
  return [...rows.values()];
}

/**
 * The readings in one sentence: "Step 20: CARP · joint 12.5%, perplexity 8.1%; CARP · decoupled 97.0%." An earlier
 * value comes with its step.
 */
export function readingWords(chart: Chart, x: number, rows: readonly ReadingRow[]): string {
  const value = ({ point, words }: Reading) =>
    point && point.x !== x ? `${words} (at ${chart.xName} ${point.x})` : words;
  const lanes = rows.map(({ label, readings: all }) =>
    all
      .map(
        (reading, i) => `${i === 0 ? label : (reading.line.short ?? reading.line.label)} ${value(reading)}`,
      )
      .join(', '),
  );
  return `${chart.xName} ${x}: ${lanes.join('; ')}.`;
}
