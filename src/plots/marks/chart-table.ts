import { type Chart, shows } from './chart.ts';
import { type Reading, readings } from './readings.ts';

/** The values of a chart as a table: a row for every x on the axis at which some line has a point. */
export interface ChartTable {
  /** Name of x, then of every line. */
  readonly head: readonly string[];
  /** x, then the value of every line in words; empty where a line has no point. */
  readonly rows: readonly (readonly string[])[];
  /** Number of rows before rows were left out. */
  readonly of: number;
}

/** Reads a table off a chart. Of more than `most` rows it keeps evenly spaced ones, with the first and the last. */
export function chartTable(chart: Chart, most: number): ChartTable {
  const named = chart.lines.filter(({ label }) => label !== '');
  const xs = [...new Set(named.flatMap((line) => line.xs))]
    .filter((x) => shows(chart, x))
    .sort((a, b) => a - b);
  const kept =
    xs.length <= most ? xs : Array.from({ length: most }, (_, i) => xs[rankOf(i, most, xs.length)]);
  const head = readings(chart, chart.domain[1]).flatMap(({ label, readings: all }) =>
    all.map(({ line }, i) => (i === 0 ? label : `${label}, ${line.short ?? line.label}`)),
  );
  return {
    head: [chart.xName, ...head],
    rows: kept.map((x) => [
      String(x),
      ...readings(chart, x).flatMap(({ readings: all }) => all.map((reading) => cell(reading, x))),
    ]),
    of: xs.length,
  };
}

/** The place, among `count`, of the i-th of `most` evenly spaced ones. */
const rankOf = (i: number, most: number, count: number): number => Math.round((i * (count - 1)) / (most - 1));

const cell = ({ point, words }: Reading, x: number): string =>
  point?.x === x && Number.isFinite(point.y) ? words : '';
