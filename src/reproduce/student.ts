/**
 * P(|T| <= t) for Student's T with a whole number `df` of degrees of freedom, by its finite series (Abramowitz &
 * Stegun 1964, 26.7.3 and 26.7.4).
 */
export function within(t: number, df: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 1;
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df));
  const square = Math.cos(angle) ** 2;
  const odd = df % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = df === 1 ? 0 : term;
  for (let k = odd ? 2 : 1; k <= df - 3; k += 2) {
    term *= (square * k) / (k + 1);
    sum += term;
  }
  const series = Math.sin(angle) * sum;
  return odd ? (2 / Math.PI) * (angle + series) : series;
}

/** The t with P(|T| <= t) = `level`, 0 < level < 1: the half-width of an interval, in standard errors. */
export function halfWidth(level: number, df: number): number {
  let [low, high] = [0, 1];
  while (within(high, df) < level) high *= 2;
  // each turn halves the bracket, and 60 of them exhaust a double
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (within(middle, df) < level) low = middle;
    else high = middle;
  }
  return high;
}
