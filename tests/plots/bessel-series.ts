/** I_n(x) by its power series (Abramowitz and Stegun 9.6.10), good for small x. */
export function besselSeries(x: number, n: number): number {
  let term = 1;
  for (let i = 1; i <= n; i++) term *= x / 2 / i;
  let sum = 0;
  for (let k = 0; k < 400; k++) {
    sum += term;
    term *= (x / 2) ** 2 / ((k + 1) * (k + 1 + n));
  }
  return sum;
}
