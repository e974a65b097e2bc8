import { random } from '../base/random.ts';
import type { LiveTiles } from './live-tiles.ts';
import { type StripePort, TILE_ROWS } from './stripe.ts';

/** Unique prototypes, estimated from some of the rows. */
export interface UniqueEstimate {
  /** Rows of the sample. */
  readonly rows: number;
  /** Counts at each ε. */
  readonly unique: readonly number[];
  /** Half the width of a 95% interval of the sampling error, at each ε. */
  readonly error: readonly number[];
}

/** Batches of TILE_ROWS rows in the sample. */
const BATCHES = 4;

/**
 * Estimates the number of unique prototypes: a random row stands for 1/n of a group if n rows, itself included, are within
 * ε of it. The mean over a sample, times the number of rows, has no bias where copies form groups of their own. Where
 * groups overlap it is the bound of Caro and Wei on the independent set that a greedy scan finds, so the count is larger.
 * https://en.wikipedia.org/wiki/Caro%E2%80%93Wei_theorem
 */
export async function estimateUnique(
  live: LiveTiles,
  D: number,
  epsilons: readonly number[],
  ports: readonly StripePort[],
  signal: AbortSignal | undefined,
): Promise<UniqueEstimate> {
  const { count } = live;
  const shape = { D, capacity: TILE_ROWS, epsilons, grid: [], mean: undefined };
  await Promise.all(ports.map((port) => port.open(shape)));
  const order = random(count).fork('estimate').permutation(count);
  const batches = Array.from({ length: BATCHES }, (_, b) =>
    live.picked(order.subarray(b * TILE_ROWS, (b + 1) * TILE_ROWS)),
  );
  const width = epsilons.length + 1;
  const counts = batches.map(({ inverse }) => new Float64Array(inverse.length * width));
  for (let from = 0; from < count; from += TILE_ROWS * ports.length) {
    signal?.throwIfAborted();
    await Promise.all(
      ports.map(async (port, p) => {
        if (from + p * TILE_ROWS >= count) return;
        const tile = live.tile(from + p * TILE_ROWS);
        for (const [b, sample] of batches.entries())
          (await port.distances(sample, tile)).forEach((n, i) => {
            counts[b][i] += n;
          });
      }),
    );
  }
  const rows = batches.reduce((sum, { inverse }) => sum + inverse.length, 0);
  const sums = epsilons.map(() => 0);
  const squares = epsilons.map(() => 0);
  for (const of of counts)
    for (let i = 0; i < of.length; i += width) {
      let within = 0;
      for (let e = 0; e < epsilons.length; e++) {
        within += of[i + e];
        // rounding may put a row's distance to itself above a tiny ε
        const share = 1 / Math.max(1, within);
        sums[e] += share;
        squares[e] += share ** 2;
      }
    }
  return {
    rows,
    unique: sums.map((sum) => (count * sum) / rows),
    error: sums.map((sum, e) => {
      const variance = Math.max(0, squares[e] / rows - (sum / rows) ** 2);
      // none is left where the sample is everything
      const finite = Math.max(0, 1 - rows / count);
      return 1.96 * count * Math.sqrt((variance * finite) / Math.max(1, rows - 1));
    }),
  };
}
