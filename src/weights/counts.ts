import { EPSILONS } from '../base/epsilons.ts';
import { collapse } from '../metrics/collapse.ts';
import { nearestCosines } from '../metrics/nearest.ts';
import { effectiveRank } from '../metrics/rank.ts';

/** What a matrix of prototypes tells without any image. */
export interface PrototypeCounts {
  readonly K: number;
  readonly D: number;
  /** Rows of zero norm and rows that are not finite, by index. They are never unique. */
  readonly dead: readonly number[];
  /** Thresholds in ascending order: the grid of EPSILONS and those between, for a smooth curve. */
  readonly epsilons: readonly number[];
  /** Number of unique prototypes at each of `epsilons` (Arteaga et al. 2026, Definition 2.1). */
  readonly unique: readonly number[];
  /** Index of each prototype's representative at each ε of EPSILONS, [8, K]; -1 for a dead one. */
  readonly representatives: Int32Array;
  /** Cosine to the nearest other prototype, [K]; NaN for a dead one. */
  readonly nearest: Float32Array;
  /** Wang & Isola 2020, t = 2, over live prototypes. */
  readonly uniformity: number;
  /** Effective rank of the live rows at unit length. */
  readonly rank: number;
  /** Length of each row, [K]. */
  readonly norms: Float32Array;
}

/** Unique prototypes at each ε of EPSILONS, estimated from a random sample of the rows before all pairs are counted. */
interface Estimate {
  /** Rows of the sample. */
  readonly rows: number;
  /** Counts. */
  readonly unique: readonly number[];
  /** Half the width of a 95% interval, as a count, at each ε. */
  readonly error: readonly number[];
}

export interface CountOptions {
  /** Hears the share of the pairs that are counted, in 0..1. */
  readonly onProgress?: (share: number) => void;
  /** Hears one estimate early, where the count takes long. */
  readonly onEstimate?: (estimate: Estimate) => void;
  /** Ends the count: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Counts the unique prototypes of `rows` [K, D] and all else that needs no image. Throws a `data` TroubleError for sizes
 *  that do not match. */
export async function countPrototypes(
  rows: Float32Array,
  K: number,
  D: number,
  options: CountOptions = {},
): Promise<PrototypeCounts> {
  options.signal?.throwIfAborted();
  const { unique, uniformity, representatives } = collapse(rows, K, D, EPSILONS, []);
  const norms = new Float32Array(K);
  for (let k = 0; k < K; k++) norms[k] = Math.hypot(...rows.subarray(k * D, (k + 1) * D));
  const dead = [...norms.keys()].filter((k) => !(norms[k] > 0 && norms[k] < Number.POSITIVE_INFINITY));
  options.onProgress?.(1);
  return {
    K,
    D,
    dead,
    epsilons: EPSILONS,
    unique,
    representatives: Int32Array.from(representatives, (of) => (of === 0xffff ? -1 : of)),
    nearest: nearestCosines(rows, K, D),
    uniformity,
    rank: effectiveRank(rows, K, D),
    norms,
  };
}
