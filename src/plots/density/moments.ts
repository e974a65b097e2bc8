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
  // sin(a) = cos(a - π/2), where π/2 is a whole number of table entries
  const quarter = (3 * grid) / 4;
  const mean = new Float64Array(grid).fill(weights[0]);
  for (let n = 1; n < weights.length; n++) {
    const even = 2 * weights[n] * of.cos[n];
    const odd = 2 * weights[n] * of.sin[n];
    let at = 0;
    for (let j = 0; j < grid; j++) {
      const turned = at + quarter;
      mean[j] += even * table[at] + odd * table[turned < grid ? turned : turned - grid];
      at += n;
      while (at >= grid) at -= grid;
    }
  }
  return mean;
}
