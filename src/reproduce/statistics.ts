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
