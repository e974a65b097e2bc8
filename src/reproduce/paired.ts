import { halfWidth, within } from './student.ts';

/** The confidence of every interval. */
export const LEVEL = 0.95;

/** A mean difference over seeds. */
export interface Paired {
  /** Seeds with a finite difference. */
  readonly n: number;
  readonly mean: number;
  /** 95% t interval of the mean; NaN with less than two seeds. */
  readonly low: number;
  readonly high: number;
  /** Two-sided p of a mean of 0; NaN with less than two seeds. */
  readonly p: number;
}

/**
 * Paired t-test (Student 1908) of differences, one for each seed. It takes them as independent and about normal, which
 * a handful of seeds cannot show. Equal differences have no spread: their interval is a point.
 */
export function paired(differences: readonly number[]): Paired {
  const finite = differences.filter(Number.isFinite);
  const n = finite.length;
  const mean = n === 0 ? Number.NaN : finite.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return { n, mean, low: Number.NaN, high: Number.NaN, p: Number.NaN };
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (n - 1) / n);
  const reach = error * halfWidth(LEVEL, n - 1);
  const p = mean === 0 ? 1 : 1 - within(mean / error, n - 1);
  return { n, mean, low: mean - reach, high: mean + reach, p };
}

/**
 * Holm's adjusted p values (Holm 1979): those below α are rejected with a chance of at most α for any false rejection
 * among all. NaN stays NaN and does not count.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps
    .map((p, i) => ({ p, i }))
    .filter(({ p }) => Number.isFinite(p))
    .sort((a, b) => a.p - b.p);
  const adjusted = ps.map(() => Number.NaN);
  let most = 0;
  order.forEach(({ p, i }, rank) => {
    most = Math.max(most, Math.min(1, p * (order.length - rank)));
    adjusted[i] = most;
  });
  return adjusted;
}
