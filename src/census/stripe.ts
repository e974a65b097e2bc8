import type { OwnMemory } from '../math/kernel/pair-kernels.ts';

/** Rows that are settled at a time. */
export const TILE_ROWS = 256;

/** Sizes and limits that all tiles of a count share. */
export interface PairShape {
  readonly D: number;
  /** Most rows that this stripe will hold: a whole number of tiles. */
  readonly capacity: number;
  /** Ascending ε, at most 64. */
  readonly epsilons: readonly number[];
  /** Numbers of those ε at which the first coverer is wanted. */
  readonly grid: readonly number[];
  /** Mean of all unit rows, [D], for the scatter. Undefined where it is not wanted. */
  readonly mean: Float64Array | undefined;
}

/** Some rows that follow each other among the live ones. */
export interface Tile {
  /** [n, D], each row scaled by a power of two to a length from 1 to 2. */
  readonly rows: Float32Array;
  /** 1 over the length of each row. */
  readonly inverse: Float64Array;
  /** Index of the first row among the live ones. */
  readonly first: number;
}

/** Findings on the rows of a tile, from the rows they met. */
export interface Met {
  /** Bit e is set while nothing covers the row at ε number e, [n]. */
  readonly words: BigUint64Array;
  /** Index among the live rows of the first one that covers the row at each ε of the grid, [n, grid]; -1 for none. */
  readonly coverers: Int32Array;
  /** Largest cosine, [n], and the index of that row among the live ones; without it the cosine is float32's, and with it
   *  near that. */
  readonly nearest: Float32Array;
  readonly nearestAt?: Int32Array;
  /** Σ exp(4 cos - 4). */
  readonly spread: number;
}

/** Findings of a stripe once every tile was settled. */
export interface StripeEnd {
  /** Largest cosine of each of its rows to the later rows that met them, in its own order, as in `Met`. */
  readonly nearest: Float32Array;
  readonly nearestAt?: Int32Array;
  /** Σ (x - mean)(x - mean)ᵀ over its unit rows, [D, D]. Empty without a mean. */
  readonly scatter: Float32Array;
}

/** A share of the rows, and how others stand to them. In this thread or in a worker. */
export interface StripePort {
  open(shape: PairShape): Promise<void>;
  /** Meets a tile with all rows that the stripe holds. */
  meet(tile: Tile): Promise<Met>;
  /** Settles a tile among itself, given what the rows before it left of its words, and keeps its rows. */
  settle(tile: Tile, words: BigUint64Array): Promise<Met>;
  /** Counts, for each row of `sample`, the rows of `tile` by distance, [n, epsilons + 1] (assembly/pairs.ts). */
  distances(sample: Tile, tile: Tile): Promise<Int32Array>;
  end(): Promise<StripeEnd>;
  close(): void;
}

/** Rounding of a product of two rows of int16 beyond that of the rows: the scales and the sum are float32. */
const ROUNDED = 4 * 2 ** -24;

/** The rows of some tiles, packed for the kernels in a wasm memory of their own. */
export class Stripe {
  readonly #own: OwnMemory;
  readonly #shape: PairShape;
  readonly #at: Places;
  /** Numbers of a row of int16. */
  readonly #whole: number;
  /** The most that rounding to int16 moved a unit row that is held. */
  #lost = 0;
  #held = 0;

  /** Takes the memory over. Throws a `data` TroubleError when it cannot be large enough. */
  constructor(own: OwnMemory, shape: PairShape) {
    const { kernels } = own;
    this.#whole = kernels.depth16(shape.D);
    const at = placesOf(shape, this.#whole, Math.max(kernels.pairsScratch(TILE_ROWS), kernels.gemmScratch()));
    own.reserve(at.end);
    this.#own = own;
    this.#shape = shape;
    this.#at = at;
    const { epsilons, grid } = shape;
    this.#doubles(at.limits, epsilons.length).set(epsilons);
    this.#integers(at.grid, grid.length).set(grid);
  }

  meet(tile: Tile): Met {
    this.#put(tile, undefined);
    const columns = this.#held;
    if (columns > 0) this.#pairs(tile, columns, 0, false);
    return this.#met(tile);
  }

  settle(tile: Tile, words: BigUint64Array): Met {
    const { D, mean } = this.#shape;
    const { kernels, memory } = this.#own;
    const at = this.#at;
    const n = tile.inverse.length;
    const held = this.#held;
    this.#put(tile, words);
    this.#floats(at.columns + held * D * 4, n * D).set(tile.rows);
    kernels.pack16(at.rows16, n, this.#whole, at.panels + held * this.#whole * 2);
    this.#doubles(at.columnInverse + held * 8, n).set(tile.inverse);
    this.#floats(at.columnInverse16 + held * 4, n).set(this.#floats(at.inverse16, n));
    this.#integers(at.columnIndex + held * 4, n).set(
      Int32Array.from({ length: n }, (_, i) => tile.first + i),
    );
    this.#floats(at.columnNearest + held * 4, n).fill(Number.NEGATIVE_INFINITY);
    this.#integers(at.columnNearestAt + held * 4, n).fill(-1);
    this.#lost = Math.max(this.#lost, this.#lostOf(n));
    this.#pairs(tile, n, held, true);
    const met = this.#met(tile);
    new BigUint64Array(memory.buffer, at.columnWords + held * 8, n).set(met.words);
    // only the last tile of all is not full, and no tile meets it
    this.#held += n;
    if (mean) this.#scatter(tile, mean);
    return met;
  }

  /** Gives up the rows that it holds, but not their scatter. Returns their largest cosines. */
  forget() {
    const nearest = this.#nearestOfHeld();
    this.#held = 0;
    return nearest;
  }

  distances(sample: Tile, tile: Tile): Int32Array {
    const { D, epsilons } = this.#shape;
    const { kernels, memory } = this.#own;
    const at = this.#at;
    const n = tile.inverse.length;
    this.#put(tile, undefined);
    kernels.pack16(at.rows16, n, this.#whole, at.panels);
    this.#floats(at.columnInverse16, n).set(this.#floats(at.inverse16, n));
    this.#put(sample, undefined);
    const size = sample.inverse.length * (epsilons.length + 1);
    const counts = new Int32Array(memory.buffer, at.counts, size).fill(0);
    kernels.distances(
      at.rows16,
      sample.inverse.length,
      D,
      at.inverse16,
      at.panels,
      n,
      at.columnInverse16,
      at.limits,
      epsilons.length,
      at.counts,
      at.scratch,
    );
    return counts.slice();
  }

  end(): StripeEnd {
    const { D, mean } = this.#shape;
    return {
      ...this.#nearestOfHeld(),
      scatter: mean ? this.#floats(this.#at.scatter, D * D).slice() : new Float32Array(0),
    };
  }

  #nearestOfHeld() {
    return {
      nearest: this.#floats(this.#at.columnNearest, this.#held).slice(),
      nearestAt: this.#integers(this.#at.columnNearestAt, this.#held).slice(),
    };
  }

  /** The most that rounding moved a unit row of the tile that lies where the kernels read it. */
  #lostOf(n: number): number {
    return this.#doubles(this.#at.lost, n).reduce((most, lost) => Math.max(most, lost), 0);
  }

  /** Lays a tile where the kernels read it, with these words or with every bit set. */
  #put({ rows, inverse }: Tile, words: BigUint64Array | undefined): void {
    const { grid } = this.#shape;
    const at = this.#at;
    const n = inverse.length;
    this.#floats(at.rows, rows.length).set(rows);
    this.#doubles(at.inverse, n).set(inverse);
    const { D } = this.#shape;
    this.#own.kernels.quantise(at.rows, n, D, at.inverse, at.rows16, at.inverse16, at.lost);
    const own = new BigUint64Array(this.#own.memory.buffer, at.words, n);
    if (words) own.set(words);
    else own.fill(allBits(this.#shape.epsilons.length));
    this.#integers(at.coverers, n * grid.length).fill(-1);
    this.#floats(at.nearest, n).fill(Number.NEGATIVE_INFINITY);
    this.#integers(at.nearestAt, n).fill(-1);
    this.#doubles(at.sums, n).fill(0);
  }

  #pairs({ inverse, first }: Tile, columns: number, from: number, diagonal: boolean): void {
    const { D, epsilons, grid } = this.#shape;
    const at = this.#at;
    const n = inverse.length;
    const lost = this.#lostOf(n);
    this.#own.kernels.pairs(
      at.rows,
      at.rows16,
      n,
      D,
      at.inverse,
      at.inverse16,
      at.words,
      at.coverers,
      at.nearest,
      at.nearestAt,
      at.sums,
      first,
      at.columns + from * D * 4,
      at.panels + from * this.#whole * 2,
      columns,
      at.columnInverse + from * 8,
      at.columnInverse16 + from * 4,
      at.columnWords + from * 8,
      at.columnIndex + from * 4,
      at.columnNearest + from * 4,
      at.columnNearestAt + from * 4,
      at.limits,
      epsilons.length,
      at.grid,
      grid.length,
      // how far rounding moved each row, by Cauchy and Schwarz
      lost + this.#lost + lost * this.#lost + ROUNDED,
      diagonal,
      at.scratch,
    );
  }

  #met({ inverse }: Tile): Met {
    const at = this.#at;
    const n = inverse.length;
    return {
      words: new BigUint64Array(this.#own.memory.buffer, at.words, n).slice(),
      coverers: this.#integers(at.coverers, n * this.#shape.grid.length).slice(),
      nearest: this.#floats(at.nearest, n).slice(),
      nearestAt: this.#integers(at.nearestAt, n).slice(),
      spread: this.#doubles(at.sums, n).reduce((sum, value) => sum + value, 0),
    };
  }

  /** Adds the scatter of a settled tile, whose rows become unit rows without the mean. */
  #scatter({ inverse }: Tile, mean: Float64Array): void {
    const { D } = this.#shape;
    const { kernels } = this.#own;
    const at = this.#at;
    const n = inverse.length;
    const rows = this.#floats(at.rows, n * D);
    for (let i = 0; i < n; i++)
      for (let d = 0; d < D; d++) rows[i * D + d] = rows[i * D + d] * inverse[i] - mean[d];
    kernels.gemm(D, D, n, at.rows, 4, D * 4, at.rows, D * 4, 4, at.scatter, D * 4, true, at.scratch);
  }

  #floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#own.memory.buffer, address, count);
  }

  #doubles(address: number, count: number): Float64Array {
    return new Float64Array(this.#own.memory.buffer, address, count);
  }

  #integers(address: number, count: number): Int32Array {
    return new Int32Array(this.#own.memory.buffer, address, count);
  }
}

/** A word that nothing covers. */
export const allBits = (count: number): bigint => (1n << BigInt(count)) - 1n;

type Places = ReturnType<typeof placesOf>;

/** Addresses in a stripe's memory. */
function placesOf({ D, capacity, epsilons, grid, mean }: PairShape, whole: number, scratchBytes: number) {
  let end = 1024;
  const take = (bytes: number) => {
    const address = end;
    end += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const held = Math.max(TILE_ROWS, capacity);
  const scratch = take(scratchBytes);
  return {
    scratch,
    limits: take(epsilons.length * 8),
    grid: take(grid.length * 4),
    rows: take(TILE_ROWS * D * 4),
    rows16: take(TILE_ROWS * whole * 2),
    inverse: take(TILE_ROWS * 8),
    inverse16: take(TILE_ROWS * 4),
    lost: take(TILE_ROWS * 8),
    words: take(TILE_ROWS * 8),
    coverers: take(TILE_ROWS * grid.length * 4),
    counts: take(TILE_ROWS * (epsilons.length + 1) * 4),
    nearest: take(TILE_ROWS * 4),
    nearestAt: take(TILE_ROWS * 4),
    sums: take(TILE_ROWS * 8),
    columns: take(held * D * 4),
    panels: take(held * whole * 2),
    columnInverse: take(held * 8),
    columnInverse16: take(held * 4),
    columnWords: take(held * 8),
    columnIndex: take(held * 4),
    columnNearest: take(held * 4),
    columnNearestAt: take(held * 4),
    scatter: take(mean ? D * D * 4 : 0),
    end,
  };
}
