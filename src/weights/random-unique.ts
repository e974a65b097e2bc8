import { random } from '../base/random.ts';
import { drawsOf } from '../metrics/isotropic.ts';
import { nearestBelow } from '../metrics/nearest.ts';
import { type CountOptions, countPrototypes } from './counts.ts';

/** Unique shares of K random directions in D dimensions. */
export interface RandomUnique {
  /** Shares of K, one per threshold. */
  readonly mean: readonly number[];
  /** Draws that it is the mean of; 0 for the formula. */
  readonly draws: number;
}

/** The largest K that is drawn, in plain JavaScript and by kernels: a second or two. */
const DRAWN = 1024;
const DRAWN_BY_KERNELS = 8192;

/**
 * The random baseline at each of `epsilons`, some of the thresholds of `countPrototypes`. Up to K = 1,024, or 8,192 with `stripes`, it is the mean of as many
 * draws as lanes have (metrics/isotropic.ts), and above it a formula. With q the share of the sphere within ε of a point,
 * ln(1 + q K) / q directions are kept if others cover each independently. It exceeds draws by at most 0.035 from D = 8 on
 * (tests/weights/random-unique.test.ts).
 */
export async function randomUnique(
  K: number,
  D: number,
  epsilons: readonly number[],
  options: Pick<CountOptions, 'stripes' | 'signal'> = {},
): Promise<RandomUnique> {
  // on a line there are two directions
  if (K < 2 || D < 2) return { mean: epsilons.map(() => Math.min(1, 2 / Math.max(1, K))), draws: 0 };
  if (K > (options.stripes ? DRAWN_BY_KERNELS : DRAWN))
    return { mean: epsilons.map((epsilon) => keptShare(K, D, epsilon)), draws: 0 };
  const draws = drawsOf(K);
  const source = random(K).fork(`isotropic ${D}`);
  const directions = new Float32Array(K * D);
  const sums = epsilons.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < directions.length; i++) directions[i] = source.normal();
    const counts = await countPrototypes(directions, K, D, options);
    epsilons.forEach((epsilon, i) => {
      sums[i] = (sums[i] ?? 0) + (counts.unique[counts.epsilons.indexOf(epsilon)] ?? Number.NaN);
    });
  }
  return { mean: sums.map((sum) => sum / (draws * K)), draws };
}

/** The formula's share of K random directions that are kept at one ε. */
export function keptShare(K: number, D: number, epsilon: number): number {
  const within = 1 - (nearestBelow(2, D, [1 - epsilon])[0] ?? 1);
  const covered = within * K;
  return covered < 1e-9 ? 1 : Math.log1p(covered) / covered;
}
