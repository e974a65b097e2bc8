import { cosineTiles, type LiveRows, liveRows, TILE, type VisitTile } from './cosines.ts';

/** The sum of exp(-t |x - y|²) with t = 2 over the pairs of all tiles that it visits. */
export interface UniformitySum {
  readonly visit: VisitTile;
  /** Logarithm of the mean over distinct pairs; 0, as for coinciding rows, without any pair. */
  value(): number;
}

export function uniformitySum(): UniformitySum {
  let sum = 0;
  let pairs = 0;
  return {
    visit(tile, i0, i1, j0, j1) {
      let block = 0;
      for (let i = i0; i < i1; i++) {
        const at = (i - i0) * TILE - j0;
        const end = Math.min(i, j1);
        // |x - y|² = 2 - 2 cos on the unit sphere, so exp(-2 |x - y|²) = exp(4 (cos - 1))
        for (let j = j0; j < end; j++) block += Math.exp(4 * (tile[at + j] - 1));
        if (end > j0) pairs += end - j0;
      }
      sum += block;
    },
    value: () => (pairs > 0 ? Math.log(sum / pairs) : 0),
  };
}

/**
 * Uniformity of `prototypes` [K, D] on the sphere: the logarithm of the mean of exp(-2 |x - y|²) over distinct pairs
 * of live rows (Wang & Isola 2020, "Understanding Contrastive Representation Learning through Alignment and
 * Uniformity on the Hypersphere", L_uniform with t = 2). 0 when all coincide; lower is more uniform.
 */
export function uniformity(prototypes: Float32Array, K: number, D: number): number {
  return uniformityOf(liveRows(prototypes, K, D));
}

/**
 * Uniformity of infinitely many random directions in D dimensions: ln ₀F₁(; D/2; 4) − 4, since the cosine c to a fixed
 * direction has E exp(4 c) = ₀F₁(; D/2; 4). -4 for large D.
 */
export function randomUniformity(D: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= 4 / (k * (D / 2 + k - 1));
    sum += term;
  }
  return Math.log(sum) - 4;
}

function uniformityOf(units: LiveRows): number {
  const sum = uniformitySum();
  cosineTiles(units, sum.visit);
  return sum.value();
}
