/** The spread of one number over seeds. */
export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Seeds with a finite value. */
  readonly n: number;
}

/** Mean and range of the finite values; all NaN if there are none. */
export function spreadOf(values: readonly number[]): Spread {
  const finite = values.filter(Number.isFinite);
  const n = finite.length;
  if (n === 0) return { mean: Number.NaN, min: Number.NaN, max: Number.NaN, n };
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  return { mean, min: Math.min(...finite), max: Math.max(...finite), n };
}

/** The order of two spreads. They are apart only if every seed of one is beyond every seed of the other. */
export type Comparison = 'below' | 'above' | 'not apart';

export function orderOf(a: Spread, b: Spread): Comparison {
  if (a.max < b.min) return 'below';
  if (a.min > b.max) return 'above';
  return 'not apart';
}
