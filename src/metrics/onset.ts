import { REGIME } from '../base/regime.ts';
import type { Series } from '../base/series.ts';

/** The share of what is lost in the end after which a loss has begun. */
const BEGUN = 0.1;

/**
 * The step at which collapse began: the first report at which the unique share has lost a tenth of what it loses from
 * its first report to its last. `unique` has shares of K, 0..1, and `random` is that of random directions, by default
 * the first report's. Undefined without two reports, and for a run that is not collapsed in its last: as long as its verdict
 * calls it unique, nothing has begun. While a run goes on, it loses more, and its onset may come later.
 */
export function onset({ steps, values }: Series, random = values[0]): number | undefined {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined || random === undefined) return undefined;
  if (!(last < first && last < REGIME.most * random)) return undefined;
  const index = values.findIndex((value) => first - value >= BEGUN * (first - last));
  return steps[index];
}
