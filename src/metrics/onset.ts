import type { Series } from '../base/series.ts';

/** The share of what is lost in the end after which a loss has begun. */
const BEGUN = 0.1;
/** A smaller loss of unique share is no collapse. */
const LEAST = 0.05;

/**
 * The step at which collapse began: the first report at which the unique share has lost a tenth of what it loses from
 * its first report to its last. `unique` has shares of K, 0..1. Undefined without two reports, and for a run that loses
 * less than 5 points. While a run goes on, it loses more, and its onset may come later.
 */
export function onset({ steps, values }: Series): number | undefined {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined || !(first - last >= LEAST)) return undefined;
  const index = values.findIndex((value) => first - value >= BEGUN * (first - last));
  return steps[index];
}
