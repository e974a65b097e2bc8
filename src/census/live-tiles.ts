import { TroubleError } from '../base/errors.ts';
import { TILE_ROWS, type Tile } from './stripe.ts';

/** The rows of a matrix that have a direction, and what their lengths tell. */
export interface LiveTiles {
  /** Number of live rows. */
  readonly count: number;
  /** Each live row's index among all K, [count]. */
  readonly index: Int32Array;
  /** Rows of zero norm and rows that are not finite, by index. */
  readonly dead: readonly number[];
  /** Length of every row, [K]. */
  readonly norms: Float64Array;
  /** Mean of the live unit rows, [D]. */
  readonly mean: Float64Array;
  /** Live rows number `from` to `to`, which is all of them at most. */
  tile(from: number, to?: number): Tile;
  /** The same of rows picked by their number among the live ones, in that order. */
  picked(numbers: ArrayLike<number>): Tile;
  /** Puts the cosine of each live row to live row number `to` [count] into `cosines`, where `to` is not negative. */
  cosines(to: Int32Array, cosines: Float64Array): Promise<void>;
}

/** Numbers that are looked at between two rests. */
const PIECE = 2 ** 21;

/**
 * Looks through `rows` [K, D] once. `rest` is called now and then. Throws a `data` TroubleError for a number of values
 * that does not match.
 */
export async function liveTiles(
  rows: Float32Array,
  K: number,
  D: number,
  rest: () => Promise<void>,
): Promise<LiveTiles> {
  if (!(K > 0 && D > 0) || rows.length !== K * D)
    throw new TroubleError({
      kind: 'data',
      failed: `${rows.length} prototype values do not fit K = ${K} and D = ${D}`,
      why: 'They must be K * D values, row by row, with K and D above 0.',
      todo: 'Pass the whole prototype matrix with its own K and D.',
    });
  const norms = new Float64Array(K);
  const index = new Int32Array(K);
  const dead: number[] = [];
  const mean = new Float64Array(D);
  let count = 0;
  const group = Math.max(1, Math.floor(PIECE / D));
  for (let k = 0; k < K; k++) {
    let square = 0;
    for (let d = k * D; d < k * D + D; d++) square += rows[d] * rows[d];
    norms[k] = Math.sqrt(square);
    if (square > 0 && square < Number.POSITIVE_INFINITY) {
      const inverse = 1 / norms[k];
      for (let d = 0; d < D; d++) mean[d] += rows[k * D + d] * inverse;
      index[count++] = k;
    } else dead.push(k);
    if (k % group === group - 1) await rest();
  }
  for (let d = 0; d < D; d++) mean[d] /= Math.max(1, count);
  const gathered = (first: number, n: number, numberAt: (i: number) => number): Tile => {
    const part = new Float32Array(n * D);
    const inverse = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const k = index[numberAt(i)];
      // a power of two changes no digit, and keeps products within float32
      const scale = 2 ** -Math.floor(Math.log2(norms[k]));
      inverse[i] = 1 / (norms[k] * scale);
      const from = k * D;
      for (let d = 0; d < D; d++) part[i * D + d] = rows[from + d] * scale;
    }
    return { rows: part, inverse, first };
  };
  return {
    count,
    index: index.subarray(0, count),
    dead,
    norms,
    mean,
    tile: (from, to = from + TILE_ROWS) => gathered(from, Math.min(to, count) - from, (i) => from + i),
    cosines: async (to, cosines) => {
      for (let i = 0; i < count; i++) {
        if (i % group === group - 1) await rest();
        if (to[i] < 0) continue;
        const [k, other] = [index[i], index[to[i]]];
        let dot = 0;
        for (let d = 0; d < D; d++)
          dot += (rows[k * D + d] / norms[k]) * (rows[other * D + d] / norms[other]);
        cosines[i] = dot;
      }
    },
    picked: (numbers) => gathered(0, numbers.length, (i) => numbers[i]),
  };
}
