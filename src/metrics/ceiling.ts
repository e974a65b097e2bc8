import { liveRows } from './cosines.ts';

/**
 * How many of K prototypes (a share, per ε) can be unique where the embeddings lie: `embeddings` [N, D], at
 * unit length, are picked farthest first (Gonzalez 1985: each next one has the largest least
 * 1 - cos to those picked), and count at ε while that distance is ε or more. Every later one would be
 * covered, so this is the unique count of K farthest-point embeddings. NaN where all N are distinct at ε and
 * still fewer than K: then the sample ends before the ceiling does.
 */
export function ceiling(
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

/** Distance of each pick to those before it, falling; the first has Infinity. Ends at `most` picks, or below
 *  `least`. */
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
