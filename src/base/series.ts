/** Points of a curve in step order. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export const EMPTY_SERIES: Series = { steps: [], values: [] };

/** Points that grow in place, of which a series sees those up to its own length. */
interface Log {
  readonly steps: number[];
  readonly values: number[];
}

/** The logs behind series that were appended to, with their length when the series was made. */
const logs = new WeakMap<Series, { readonly log: Log; readonly length: number }>();

/**
 * The series with one more point; the given one stays as it is. All points are kept, since files hold every report. A
 * run of n reports appends n times, so that points are copied only where a series is read.
 */
export function append(series: Series, step: number, value: number): Series {
  const log = growing(series);
  log.steps.push(step);
  log.values.push(value);
  return upTo(log);
}

/** The last value, without a copy of the others; undefined without points. */
export function last(series: Series): number | undefined {
  const known = logs.get(series);
  return known ? known.log.values[known.length - 1] : series.values.at(-1);
}

/** A log of exactly this series' points: its own, unless another series has grown from it already. */
function growing(series: Series): Log {
  const known = logs.get(series);
  if (known && known.log.steps.length === known.length) return known.log;
  return { steps: [...series.steps], values: [...series.values] };
}

/** A series of all points that a log has now. */
function upTo(log: Log): Series {
  const length = log.steps.length;
  let steps: readonly number[] | undefined;
  let values: readonly number[] | undefined;
  const series: Series = {
    get steps() {
      steps ??= log.steps.slice(0, length);
      return steps;
    },
    get values() {
      values ??= log.values.slice(0, length);
      return values;
    },
  };
  logs.set(series, { log, length });
  return series;
}
