/** Mean cosine and sine of n times the angles, for n = 0..order. */
export interface Moments {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * Trigonometric moments of `angles` (radians): mean cos(nθ) and mean sin(nθ). A kernel density on the circle is a
 * weighted Fourier series of these, so it costs order x (points + grid) instead of points x grid. Needs at least one
 * angle.
 */
export function moments(angles: Float32Array, order: number): Moments {
  const cos = new Float64Array(order + 1);
  const sin = new Float64Array(order + 1);
  for (const angle of angles) {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    let re = 1;
    let im = 0;
    for (let n = 0; n <= order; n++) {
      cos[n] += re;
      sin[n] += im;
      const turned = re * c - im * s;
      im = re * s + im * c;
      re = turned;
    }
  }
  for (let n = 0; n <= order; n++) {
    cos[n] /= angles.length;
    sin[n] /= angles.length;
  }
  return { cos, sin };
}

const cosines = new Map<number, Float64Array>();

/** cos(2πj/grid), j = 0..grid-1. */
function cosineTable(grid: number): Float64Array {
  const known = cosines.get(grid);
  if (known) return known;
  const table = Float64Array.from({ length: grid }, (_, j) => Math.cos((2 * Math.PI * j) / grid));
  cosines.set(grid, table);
  return table;
}

/**
 * w_0 + 2 Σ_n w_n mean_k cos n(φ - θ_k) at φ = 2πj/grid, j = 0..grid-1: the kernel with Fourier weights `weights`,
 * averaged over the angles of `of`. `grid` is a multiple of 4.
 */
export function kernelMean(weights: ArrayLike<number>, of: Moments, grid: number): Float64Array {
  const table = cosineTable(grid);
  const [quarter, half] = [grid / 4, grid / 2];
  // sums over even and odd n in a quarter of the circle: mirrored, they give the other three
  const [evenCos, evenSin, oddCos, oddSin] = Array.from({ length: 4 }, () => new Float64Array(quarter + 1));
  for (let n = 1; n < weights.length; n++) {
    const [cos, sin] = n % 2 === 0 ? [evenCos, evenSin] : [oddCos, oddSin];
    const along = 2 * weights[n] * of.cos[n];
    const across = 2 * weights[n] * of.sin[n];
    for (let j = 0, at = 0; j <= quarter; j++) {
      cos[j] += along * table[at];
      // sin(a) = cos(a - π/2), where π/2 is a whole number of table entries
      sin[j] += across * table[at < quarter ? at + grid - quarter : at - quarter];
      at += n;
      while (at >= grid) at -= grid;
    }
  }
  const mean = new Float64Array(grid);
  for (let j = 0; j <= quarter; j++) {
    const near = weights[0] + evenCos[j];
    mean[j] = near + oddCos[j] + (evenSin[j] + oddSin[j]);
    mean[(grid - j) % grid] = near + oddCos[j] - (evenSin[j] + oddSin[j]);
    mean[half - j] = near - oddCos[j] - (evenSin[j] - oddSin[j]);
    mean[half + j] = near - oddCos[j] + (evenSin[j] - oddSin[j]);
  }
  return mean;
}
