import { EPSILONS } from '../base/epsilons.ts';
import { estimateUnique, type UniqueEstimate } from '../census/estimate.ts';
import { liveTiles } from '../census/live-tiles.ts';
import { localStripe } from '../census/local-stripe.ts';
import { countPairs } from '../census/pair-count.ts';
import type { StripePort } from '../census/stripe.ts';

/** Numbers that a matrix of prototypes gives without any image. */
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
  /** Effective rank of the live rows at unit length; undefined for D above 4,096. */
  readonly rank: number | undefined;
  /** Length of each row, [K]. */
  readonly norms: Float64Array;
}

export interface CountOptions {
  /** Threads that share the rows (`openStripes` of the page's worker and of Node). Without them this thread counts alone,
   *  in plain JavaScript. They are left open. */
  readonly stripes?: readonly StripePort[];
  /** Hears the share of the pairs that are counted, in 0..1. */
  readonly onProgress?: (share: number) => void;
  /** Hears one estimate of the unique prototypes at each ε of EPSILONS early, where the count takes long. */
  readonly onEstimate?: (estimate: UniqueEstimate) => void;
  /** Ends the count: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Gives other work of this thread a turn. */
  readonly rest?: () => Promise<void>;
}

/** Thresholds of the curve: 48 even steps on a log axis, those of the grid among them. */
const CURVE: readonly number[] = [
  ...new Set([
    ...EPSILONS,
    ...Array.from({ length: 40 }, (_, i) => Number((0.0001 * 5000 ** (i / 39)).toPrecision(3))),
  ]),
].sort((a, b) => a - b);

const GRID = EPSILONS.map((epsilon) => CURVE.indexOf(epsilon));

/** Above this number of pairs times D an estimate comes before the count: some seconds. */
const LONG = 2 ** 37;

const turn = () => new Promise<void>((resume) => setTimeout(resume));

/**
 * Counts the unique prototypes of `rows` [K, D] and all else that needs no image: every pair once, exactly as in float64.
 * Throws a `data` TroubleError for sizes that do not match, and where the matrix does not fit into memory.
 */
export async function countPrototypes(
  rows: Float32Array,
  K: number,
  D: number,
  options: CountOptions = {},
): Promise<PrototypeCounts> {
  const { onProgress = () => {}, onEstimate, signal, rest = turn } = options;
  const ports = options.stripes ?? [localStripe(undefined)];
  signal?.throwIfAborted();
  const live = await liveTiles(rows, K, D, rest);
  if (onEstimate && (live.count ** 2 / 2) * D > LONG)
    onEstimate(await estimateUnique(live, D, EPSILONS, ports, signal));
  const found = await countPairs(live, D, {
    epsilons: CURVE,
    grid: GRID,
    ports,
    onProgress,
    signal,
    rest,
  });
  return { K, D, dead: live.dead, epsilons: CURVE, norms: live.norms, ...found };
}
