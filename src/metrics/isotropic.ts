import { random } from '../base/random.ts';
import { collapse } from './collapse.ts';

/** A number over several draws. */
interface Drawn {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Isotropic {
  readonly draws: number;
  /** Unique share per ε, 0..1. */
  readonly unique: readonly Drawn[];
  readonly uniformity: Drawn;
}

/** A further draw is outside the range of so many in 2 of 21 cases. */
const MOST_DRAWS = 20;
/** The largest K with that many draws. Together they take 0.8 s at D = 128 (measured in Node on one core). */
const CHEAP = 1024;

/** Number of draws that the baseline of K directions affords: 20 up to K = 1,024, and above it as many as take no longer. */
export function drawsOf(K: number): number {
  return Math.max(1, Math.min(MOST_DRAWS, Math.floor(MOST_DRAWS * (CHEAP / K) ** 2)));
}

/**
 * Unique share and uniformity of K independent random directions in D dimensions (normalised Gaussian vectors): mean
 * and range over `drawsOf(K)` draws. They are the reference, because even a perfect spread is not 100% unique in low
 * dimension. The same K and D always give the same numbers. `rest` is called after every draw. `cosinesOf` finds the
 * cosines [K, K] of a draw [K, D] elsewhere, such as on a device; otherwise they are computed here.
 */
export async function isotropic(
  K: number,
  D: number,
  epsilons: readonly number[],
  rest: () => Promise<void>,
  cosinesOf?: (directions: Float32Array) => Promise<Float32Array>,
): Promise<Isotropic> {
  const draws = drawsOf(K);
  const source = random(K).fork(`isotropic ${D}`);
  const directions = new Float32Array(K * D);
  const unique = epsilons.map((): number[] => []);
  const uniformity: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < directions.length; i++) directions[i] = source.normal();
    const found = collapse(directions, K, D, epsilons, [], await cosinesOf?.(directions));
    found.unique.forEach((count, e) => {
      unique[e].push(count / K);
    });
    uniformity.push(found.uniformity);
    await rest();
  }
  return { draws, unique: unique.map(drawn), uniformity: drawn(uniformity) };
}

function drawn(values: readonly number[]): Drawn {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // a sum of equal numbers may round to beside them
  return { mean: Math.min(high, Math.max(low, mean)), low, high };
}
