/** What several seeds gave for one number. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** How many seeds gave a number. */
  readonly n: number;
}

/** Mean and range of the finite values; all NaN when there is none. */
export function spreadOf(values: readonly number[]): Spread {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n === 0) return { mean: Number.NaN, min: Number.NaN, max: Number.NaN, n };
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  return { mean, min: Math.min(...finite), max: Math.max(...finite), n };
}

/** How two spreads lie: apart only where every seed of one is beyond every seed of the other. */
export type Comparison = 'below' | 'above' | 'not apart';

export function orderOf(a: Spread, b: Spread): Comparison {
  if (a.max < b.min) return 'below';
  if (a.min > b.max) return 'above';
  return 'not apart';
}
