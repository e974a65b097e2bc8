import { drawsOf, isotropic } from '../metrics/isotropic.ts';
import { nearestBelow } from '../metrics/nearest.ts';

/** Unique shares of K random directions in D dimensions. */
export interface RandomUnique {
  /** Shares of K, one per threshold. */
  readonly mean: readonly number[];
  /** Draws that it is the mean of; 0 for the formula. */
  readonly draws: number;
}

/** The largest K that is drawn: 20 draws take less than a second (metrics/isotropic.ts). */
const DRAWN = 1024;

/**
 * The random baseline at each of `epsilons`: the mean of 20 draws up to K = 1,024, and above it a formula. With q the
 * share of the sphere within ε of a point, ln(1 + q K) / q directions are kept where each is covered independently of the
 * others. It exceeds draws by at most 0.03 from D = 8 on (tests/weights/random-unique.test.ts).
 */
export async function randomUnique(K: number, D: number, epsilons: readonly number[]): Promise<RandomUnique> {
  if (K < 2 || D < 2) return { mean: epsilons.map(() => 1 / Math.max(1, K)), draws: 0 };
  if (K > DRAWN) return { mean: epsilons.map((epsilon) => keptShare(K, D, epsilon)), draws: 0 };
  const { unique } = await isotropic(K, D, epsilons, async () => {});
  return { mean: unique.map(({ mean }) => mean), draws: drawsOf(K) };
}

function keptShare(K: number, D: number, epsilon: number): number {
  const within = 1 - (nearestBelow(2, D, [1 - epsilon])[0] ?? 1);
  const degree = within * K;
  return degree < 1e-9 ? 1 : Math.log1p(degree) / degree;
}
