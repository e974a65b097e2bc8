import { TroubleError } from '../base/errors.ts';

/** A matrix [K, D], row by row. */
export interface MatrixRows {
  readonly values: Float32Array;
  readonly K: number;
  readonly D: number;
}

/**
 * The row of `rows` with the largest cosine to each of the `count` vectors [count, D], the first of several. Rows without
 * a direction (zero norm, NaN, Inf) are never the nearest. `first` is the place of the first vector in its file, for
 * messages. Throws a `data` TroubleError for a vector without a direction, and where no row has one.
 */
export function nearestRows(vectors: Float32Array, count: number, first: number, rows: Directed): Int32Array {
  const { values, D, live, inverse } = rows;
  const nearest = new Int32Array(count);
  const cosines = new Float64Array(4);
  for (let i = 0; i < count; i++) {
    const from = i * D;
    if (!(norm(vectors, from, D) > 0)) throw directionless(first + i);
    let most = Number.NEGATIVE_INFINITY;
    let j = 0;
    // four rows at a time, so that each number of the vector is loaded once for all of them
    for (; j + 3 < live.length; j += 4) {
      const a = live[j] * D;
      const b = live[j + 1] * D;
      const c = live[j + 2] * D;
      const d = live[j + 3] * D;
      let p = 0;
      let q = 0;
      let r = 0;
      let s = 0;
      for (let at = 0; at < D; at++) {
        const x = vectors[from + at];
        p += x * values[a + at];
        q += x * values[b + at];
        r += x * values[c + at];
        s += x * values[d + at];
      }
      cosines[0] = p * inverse[j];
      cosines[1] = q * inverse[j + 1];
      cosines[2] = r * inverse[j + 2];
      cosines[3] = s * inverse[j + 3];
      for (let next = 0; next < 4; next++)
        if (cosines[next] > most) {
          most = cosines[next];
          nearest[i] = live[j + next];
        }
    }
    for (; j < live.length; j++) {
      let sum = 0;
      for (let at = 0; at < D; at++) sum += vectors[from + at] * values[live[j] * D + at];
      if (sum * inverse[j] > most) {
        most = sum * inverse[j];
        nearest[i] = live[j];
      }
    }
  }
  return nearest;
}

/** Rows with the inverse length of each that has a direction. */
interface Directed extends MatrixRows {
  /** Indices of the rows that have a direction. */
  readonly live: Int32Array;
  readonly inverse: Float64Array;
}

/** Finds the rows that have a direction. Throws a `data` TroubleError where none has. */
export function directed({ values, K, D }: MatrixRows): Directed {
  const norms = Float64Array.from({ length: K }, (_, k) => norm(values, k * D, D));
  const live = Int32Array.from(norms.keys()).filter((k) => norms[k] > 0);
  if (live.length === 0)
    throw new TroubleError({
      kind: 'data',
      failed: 'No image can be assigned to a prototype',
      why: 'All prototypes are dead: they have no direction.',
      todo: 'Choose another matrix.',
    });
  return { values, K, D, live, inverse: Float64Array.from(live, (k) => 1 / norms[k]) };
}

/** Length of a vector; 0 for one that is not finite. */
function norm(values: Float32Array, from: number, D: number): number {
  let square = 0;
  for (let at = from; at < from + D; at++) square += values[at] * values[at];
  return square < Number.POSITIVE_INFINITY ? Math.sqrt(square) : 0;
}

const directionless = (row: number) =>
  new TroubleError({
    kind: 'data',
    failed: `Row ${row} of the embeddings has no direction`,
    why: 'It is zero or not finite, so that no prototype is the nearest.',
    todo: 'Leave such images out, or compute the embeddings again.',
  });
