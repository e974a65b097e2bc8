/** Mean cosine and sine of the multiples n = 0..order of a set of angles. */
export interface Moments {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/**
 * Trigonometric moments of `angles` (radians), mean cos(nθ) and mean sin(nθ): every kernel density on the
 * circle is a weighted Fourier series of these, so a density costs order x (points + grid), not
 * points x grid. At least one angle.
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
