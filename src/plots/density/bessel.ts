/**
 * exp(-x) I_n(x) for n = 0..order and x >= 0: modified Bessel functions of the first kind, scaled so that they do not
 * overflow for large x. Miller's backward recurrence I_(n-1) = I_(n+1) + (2n/x) I_n, normalised by I_0 + 2 (I_1 + I_2
 * + ...) = exp(x) (Abramowitz and Stegun 1964, 9.6.26 and 9.6.37).
 */
export function scaledBessel(x: number, order: number): Float64Array {
  const values = new Float64Array(order + 1);
  if (x < 1e-12) {
    values[0] = 1;
    return values;
  }
  // from here on I_n / I_0 is below 1e-20 for every x: it falls like exp(-n^2 / 2x), and faster past n = x
  const start = order + 24 + Math.ceil(10 * Math.sqrt(x));
  let above = 0;
  let here = 1e-300;
  let sum = 0;
  for (let n = start; n > 0; n--) {
    if (n <= order) values[n] = here;
    sum += 2 * here;
    const below = above + ((2 * n) / x) * here;
    above = here;
    here = below;
    if (here > 1e200) {
      const shrink = 1e-250;
      above *= shrink;
      here *= shrink;
      sum *= shrink;
      for (let m = n; m <= order; m++) values[m] *= shrink;
    }
  }
  values[0] = here;
  sum += here;
  for (let n = 0; n <= order; n++) values[n] /= sum;
  return values;
}

/** The order from which exp(-x) I_n(x) stays below `share` times its value at n = 0. */
export function besselOrder(x: number, share: number): number {
  return Math.ceil(Math.sqrt(-2 * x * Math.log(share)) + 4 - Math.log(share) / 4);
}
