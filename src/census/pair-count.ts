import type { LiveTiles } from './live-tiles.ts';
import { allBits, type Met, type StripePort, TILE_ROWS, type Tile } from './stripe.ts';

/** Numbers that come from all pairs of live rows. */
export interface PairCount {
  /** Number of unique prototypes at each ε. */
  readonly unique: readonly number[];
  /** Index among all K of each prototype's representative, [grid, K]; -1 for a dead one. */
  readonly representatives: Int32Array;
  /** Largest cosine to another row, [K]; NaN for a dead one, and for a single one. */
  readonly nearest: Float32Array;
  /** Wang & Isola 2020, t = 2; 0 without a pair. */
  readonly uniformity: number;
  /** Participation ratio of the covariance of the unit rows; undefined where D is too large. */
  readonly rank: number | undefined;
}

export interface PairOptions {
  /** Ascending, at most 64. */
  readonly epsilons: readonly number[];
  /** Numbers of the ε that need representatives. */
  readonly grid: readonly number[];
  /** Shares of the rows, one for each thread. They are opened here, and stay open. */
  readonly ports: readonly StripePort[];
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal | undefined;
  readonly rest: () => Promise<void>;
}

/** Largest D whose scatter is summed: 64 MB. */
const MOST_SCATTERED = 4096;

/**
 * Counts the unique prototypes of all live rows at each ε (Definition 2.1 of Arteaga et al. 2026), exactly, in one pass
 * over all pairs. Tiles of rows come in index order. Each meets the rows before it, which the ports hold in stripes, and is
 * then settled by the port that keeps it. Memory is that of one more copy of the rows.
 */
export async function countPairs(live: LiveTiles, D: number, options: PairOptions): Promise<PairCount> {
  const { epsilons, grid, ports, onProgress, signal, rest } = options;
  const { count } = live;
  const K = live.norms.length;
  const tiles = Math.ceil(count / TILE_ROWS);
  const capacity = Math.ceil(tiles / ports.length) * TILE_ROWS;
  const mean = D <= MOST_SCATTERED ? live.mean : undefined;
  await Promise.all(ports.map((port) => port.open({ D, capacity, epsilons, grid, mean })));

  const nearest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const nearestAt = new Int32Array(count).fill(-1);
  const coverers = new Int32Array(count * grid.length);
  const unique = new Array<number>(epsilons.length).fill(0);
  let spread = 0;
  const nearer = (row: number, cosine: number, at: number) => {
    if (!(cosine > nearest[row])) return;
    nearest[row] = cosine;
    nearestAt[row] = at;
  };
  const record = (first: number, met: Met) => {
    met.nearest.forEach((cosine, i) => {
      nearer(first + i, cosine, met.nearestAt?.[i] ?? -1);
    });
    spread += met.spread;
  };

  let tile = live.tile(0);
  const meet = (next: Tile) => {
    const all = Promise.all(ports.map((port) => port.meet(next)));
    // a stripe that fails while another tile is awaited is heard when its own is
    all.catch(() => undefined);
    return all;
  };
  let meeting = meet(tile);
  for (let t = 0; t < tiles; t++) {
    const met = await meeting;
    signal?.throwIfAborted();
    const first = t * TILE_ROWS;
    const n = tile.inverse.length;
    const words = new BigUint64Array(n).fill(allBits(epsilons.length));
    const earliest = new Int32Array(n * grid.length).fill(-1);
    for (const found of met) {
      for (let i = 0; i < n; i++) words[i] &= found.words[i];
      found.coverers.forEach((index, i) => {
        if (index >= 0 && (earliest[i] < 0 || index < earliest[i])) earliest[i] = index;
      });
      record(first, found);
    }
    const settling = ports[t % ports.length].settle(tile, words);
    // the other stripes are complete already, so they go on at once
    if (t + 1 < tiles) {
      tile = live.tile(first + TILE_ROWS);
      meeting = meet(tile);
    }
    const settled = await settling;
    record(first, settled);
    settled.coverers.forEach((index, i) => {
      coverers[first * grid.length + i] = earliest[i] >= 0 ? earliest[i] : index;
    });
    for (const word of settled.words) {
      let low = Number(word & 0xffffffffn);
      for (let e = 0; low !== 0; e++, low >>>= 1) unique[e] += low & 1;
      let high = Number(word >> 32n);
      for (let e = 32; high !== 0; e++, high >>>= 1) unique[e] += high & 1;
    }
    onProgress(((t + 1) / tiles) ** 2);
    await rest();
    signal?.throwIfAborted();
  }

  const ends = await Promise.all(ports.map((port) => port.end()));
  ends.forEach((end, stripe) => {
    end.nearest.forEach((cosine, i) => {
      const number = (Math.floor(i / TILE_ROWS) * ports.length + stripe) * TILE_ROWS + (i % TILE_ROWS);
      nearer(number, cosine, end.nearestAt?.[i] ?? -1);
    });
  });
  // kernels of int16 find the neighbour, and float64 its cosine
  await live.cosines(nearestAt, nearest);
  const pairs = (count * (count - 1)) / 2;
  return {
    unique,
    representatives: representativesOf(live, coverers, grid.length),
    nearest: nearestOf(live, nearest, K),
    uniformity: pairs > 0 ? Math.log(spread / pairs) : 0,
    rank:
      mean &&
      participation(
        ends.map(({ scatter }) => scatter),
        count,
      ),
  };
}

/** Representatives [grid, K], from the first coverer of each live row, -1 where it covers itself. */
function representativesOf(live: LiveTiles, coverers: Int32Array, grid: number): Int32Array {
  const K = live.norms.length;
  const representatives = new Int32Array(grid * K).fill(-1);
  live.index.forEach((k, i) => {
    for (let g = 0; g < grid; g++) {
      const by = coverers[i * grid + g];
      representatives[g * K + k] = by < 0 ? k : live.index[by];
    }
  });
  return representatives;
}

function nearestOf({ index, count }: LiveTiles, nearest: Float64Array, K: number): Float32Array {
  const all = new Float32Array(K).fill(Number.NaN);
  if (count > 1)
    index.forEach((k, i) => {
      // rounding can take the cosine of duplicates above 1
      all[k] = Math.min(1, Math.max(-1, nearest[i]));
    });
  return all;
}

/** (Σ λ)² / Σ λ² of the sum of these symmetric matrices over `count` unit rows; 0 where all rows coincide. */
function participation(scatters: readonly Float32Array[], count: number): number {
  const [some] = scatters;
  const D = Math.sqrt(some?.length ?? 0);
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < D * D; i++) {
    let value = 0;
    for (const scatter of scatters) value += scatter[i];
    squares += value ** 2;
    if (i % (D + 1) === 0) trace += value;
  }
  // a smaller trace is rounding of the mean, not spread
  return trace > 1e-20 * count ? trace ** 2 / squares : 0;
}
