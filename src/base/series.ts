/** Points of a curve in step order. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

export const EMPTY_SERIES: Series = { steps: [], values: [] };

/**
 * Appends a point. Past `budget` points it drops every second one of the older half, so that a run of a whole night
 * stays drawable and its newest points stay exact.
 */
export function append(series: Series, step: number, value: number, budget = 2000): Series {
  const steps = [...series.steps, step];
  const values = [...series.values, value];
  if (steps.length <= budget) return { steps, values };
  const half = Math.floor(steps.length / 2);
  const keep = (_: number, i: number) => i === 0 || i >= half || i % 2 === 0;
  return { steps: steps.filter(keep), values: values.filter(keep) };
}

export function last(series: Series): number | undefined {
  return series.values[series.values.length - 1];
}
