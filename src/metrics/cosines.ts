import { TroubleError } from '../base/errors.ts';

/** The live rows of a matrix at unit length. */
export interface LiveRows {
  /** [count, D] in float64, because 1 - cos near 0 loses all digits in float32. */
  readonly rows: Float64Array;
  /** Each row's index among all K, [count]. */
  readonly index: Int32Array;
  readonly count: number;
  readonly D: number;
  /** Number of zero-norm and non-finite rows, which have no direction. */
  readonly dead: number;
}

/** The rows of `prototypes` [K, D], L2-normalised in float64, without the dead ones (zero norm, NaN, Inf). */
export function liveRows(prototypes: Float32Array, K: number, D: number): LiveRows {
  if (!(K > 0 && D > 0) || prototypes.length !== K * D)
    throw new TroubleError({
      kind: 'data',
      failed: `${prototypes.length} prototype values do not fit K = ${K} and D = ${D}`,
      why: 'They must be K * D values, row by row, with K and D above 0.',
      todo: 'Pass the whole prototype matrix with its own K and D.',
    });
  const rows = new Float64Array(K * D);
  const index = new Int32Array(K);
  let count = 0;
  for (let k = 0; k < K; k++) {
    let square = 0;
    for (let d = k * D; d < k * D + D; d++) square += prototypes[d] * prototypes[d];
    if (!(square > 0 && square < Infinity)) continue;
    const scale = 1 / Math.sqrt(square);
    for (let d = 0; d < D; d++) rows[count * D + d] = prototypes[k * D + d] * scale;
    index[count++] = k;
  }
  return { rows: rows.subarray(0, count * D), index: index.subarray(0, count), count, D, dead: K - count };
}

/** Side of a tile. Two strips of 64 rows of 128 float64 and the tile fit into the second-level cache. */
export const TILE = 64;

/** Gets the cosines of rows i0..i1 with rows j0..j1, `tile[(i - i0) * TILE + (j - j0)]`. The next call reuses the
 *  tile. */
export type VisitTile = (tile: Float64Array, i0: number, i1: number, j0: number, j1: number) => void;

/** Writes the cosines of rows i0..i1 with rows j0..j1. */
export type FillTile = VisitTile;

/** Tiles from known cosines [K, K], such as a GPU's. They are float32, so an ε within 1e-6 of some 1 - cos may fall
 *  on the other side. */
export function knownTiles({ index }: LiveRows, cosines: Float32Array, K: number): FillTile {
  return (tile, i0, i1, j0, j1) => {
    for (let i = i0; i < i1; i++) {
      const row = index[i] * K;
      for (let j = j0; j < j1; j++) tile[(i - i0) * TILE + j - j0] = cosines[row + index[j]];
    }
  };
}

/**
 * Visits every pair once, as tiles of the lower triangle: row blocks in order, and within each the column blocks in
 * order, the diagonal one last. In the diagonal block only values with j < i are certain. The K x K matrix never
 * exists as a whole.
 */
export function cosineTiles(units: LiveRows, visit: VisitTile, fill = computedTiles(units)): void {
  const { count } = units;
  const tile = new Float64Array(TILE * TILE);
  for (let i0 = 0; i0 < count; i0 += TILE) {
    const i1 = Math.min(count, i0 + TILE);
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      const j1 = Math.min(count, j0 + TILE);
      fill(tile, i0, i1, j0, j1);
      visit(tile, i0, i1, j0, j1);
    }
  }
}

function computedTiles({ rows, D }: LiveRows): FillTile {
  return (tile, i0, i1, j0, j1) => fillTile(tile, rows, D, i0, i1, j0, j1);
}

/** Takes two rows by four columns at a time, so that each pass over D keeps eight sums in registers. */
function fillTile(
  tile: Float64Array,
  rows: Float64Array,
  D: number,
  i0: number,
  i1: number,
  j0: number,
  j1: number,
): void {
  for (let i = i0; i < i1; i += 2) {
    const two = i + 1 < i1;
    const a = i * D;
    const b = two ? a + D : a;
    const at = (i - i0) * TILE - j0;
    const end = i0 === j0 ? Math.min(j1, i + 2) : j1;
    let j = j0;
    for (; j + 3 < end; j += 4) {
      const c = j * D;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let d = 0; d < D; d++) {
        const p = rows[a + d];
        const q = rows[b + d];
        const x = rows[c + d];
        const y = rows[c + D + d];
        const z = rows[c + 2 * D + d];
        const w = rows[c + 3 * D + d];
        a0 += p * x;
        a1 += p * y;
        a2 += p * z;
        a3 += p * w;
        b0 += q * x;
        b1 += q * y;
        b2 += q * z;
        b3 += q * w;
      }
      tile[at + j] = a0;
      tile[at + j + 1] = a1;
      tile[at + j + 2] = a2;
      tile[at + j + 3] = a3;
      if (!two) continue;
      tile[at + TILE + j] = b0;
      tile[at + TILE + j + 1] = b1;
      tile[at + TILE + j + 2] = b2;
      tile[at + TILE + j + 3] = b3;
    }
    for (; j < end; j++) {
      const c = j * D;
      let a0 = 0;
      let b0 = 0;
      for (let d = 0; d < D; d++) {
        a0 += rows[a + d] * rows[c + d];
        b0 += rows[b + d] * rows[c + d];
      }
      tile[at + j] = a0;
      if (two) tile[at + TILE + j] = b0;
    }
  }
}
