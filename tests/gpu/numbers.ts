/** To four significant digits: more would be noise in a table. */
export const round = (value: number): number =>
  Number.isFinite(value) ? Number(value.toPrecision(4)) : value;

/** Largest distance from `want`, relative to its largest magnitude; a NaN is infinitely far. */
export function relativeError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) throw new Error(`${got.length} numbers against ${want.length}`);
  let scale = 1e-6;
  for (let i = 0; i < want.length; i++) scale = Math.max(scale, Math.abs(want[i]));
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]) / scale;
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst;
}
