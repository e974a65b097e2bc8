import { number } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const noiseKnobs = {
  noise: number({
    label: 'Noise',
    default: 0.05,
    min: 0,
    max: 0.5,
    hint: 'Standard deviation of the Gaussian noise added to each pixel, where black is 0 and white is 1.',
  }),
};

/** Draws the seed of one view's noise. */
export function drawNoise(random: Random, seeds: Uint32Array, at: number): void {
  seeds[at] = random.below(4294967296);
}

/**
 * Adds Gaussian noise of standard deviation `sd` to `size` values from `at`. Noise is a function of the
 * view's seed and the pixel's place alone (a hash, then a table of normal quantiles), so that a GPU kernel
 * can draw the same without a stream.
 */
export function addNoise(views: Float32Array, at: number, size: number, sd: number, seed: number): void {
  if (sd === 0) return;
  for (let i = 0; i < size; i += 2) {
    const bits = hash((seed + Math.imul(i, 0x9e3779b9)) | 0);
    views[at + i] += sd * QUANTILES[bits & MASK];
    if (i + 1 < size) views[at + i + 1] += sd * QUANTILES[(bits >>> 16) & MASK];
  }
}

/** lowbias32 (Wellons 2018). */
function hash(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** 8,192 equally likely normal values: mean 0, variance within 0.1 % of 1, extremes at 3.8. Small enough for
 *  the first-level cache. */
const MASK = 8191;
const QUANTILES = Float32Array.from({ length: MASK + 1 }, (_, i) => normalQuantile((i + 0.5) / (MASK + 1)));

/** The p-quantile of the standard normal: Newton on Φ from a logistic start, Φ by its series. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = Math.log(p / (1 - p)) / 1.702;
  for (let round = 0; round < 50; round++) {
    const step = (normalCdf(x) - p) / (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI));
    // Far out the density is tiny and a full Newton step overshoots.
    x -= Math.max(-0.5, Math.min(0.5, step));
    if (Math.abs(step) < 1e-9) break;
  }
  return x;
}

/** Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + ...) (Marsaglia 2004). */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
