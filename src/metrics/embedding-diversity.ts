import { liveRows } from './cosines.ts';

/**
 * Embedding diversity per ε: the unique count of K farthest-point rows of `embeddings` [N, D], at unit length, over K.
 * It is the unique share that prototypes on embeddings can have. Prototypes off them may have more. Rows are picked farthest first (Gonzalez 1985), so each next one has the
 * largest distance 1 - cos to its nearest pick. A pick is unique at ε while that distance is ε or more; all later
 * ones are covered. NaN when all N rows are unique and fewer than K, because the sample then ends before
 * its diversity does.
 */
export function embeddingDiversity(
  embeddings: Float32Array,
  N: number,
  D: number,
  K: number,
  epsilons: readonly number[],
): number[] {
  const { rows, count } = liveRows(embeddings, N, D);
  const distances = farthestFirst(rows, count, D, Math.min(K, count), Math.min(...epsilons));
  return epsilons.map((epsilon) => {
    const distinct = distances.filter((distance) => distance >= epsilon).length;
    return distinct === count && count < K ? Number.NaN : distinct / K;
  });
}

/** Distance of each pick to its nearest earlier pick, in falling order; Infinity for the first. Ends at `most` picks,
 *  or below the distance `least`. */
function farthestFirst(rows: Float64Array, count: number, D: number, most: number, least: number): number[] {
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const distances: number[] = [];
  let pick = 0;
  while (distances.length < most && nearest[pick] >= least) {
    distances.push(nearest[pick]);
    const p = pick * D;
    nearest[pick] = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      if (nearest[i] === Number.NEGATIVE_INFINITY) continue;
      let cosine = 0;
      for (let d = 0; d < D; d++) cosine += rows[p + d] * rows[i * D + d];
      if (1 - cosine < nearest[i]) nearest[i] = 1 - cosine;
      if (nearest[i] > nearest[pick]) pick = i;
    }
  }
  return distances;
}
