import { cosineTiles, knownTiles, liveRows, TILE } from './cosines.ts';

/** Cosine of each of the `prototypes` [K, D] to the nearest other one, [K]. NaN for a dead one, and for a single one.
 *  Known `cosines` [K, K] are not computed again. */
export function nearestCosines(
  prototypes: Float32Array,
  K: number,
  D: number,
  cosines?: Float32Array,
): Float32Array {
  const units = liveRows(prototypes, K, D);
  const { index, count } = units;
  const most = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  cosineTiles(
    units,
    (tile, i0, i1, j0, j1) => {
      for (let i = i0; i < i1; i++)
        for (let j = j0; j < Math.min(i, j1); j++) {
          const cosine = tile[(i - i0) * TILE + j - j0];
          if (cosine > most[i]) most[i] = cosine;
          if (cosine > most[j]) most[j] = cosine;
        }
    },
    cosines && knownTiles(units, cosines, K),
  );
  const nearest = new Float32Array(K).fill(Number.NaN);
  // rounding can take the cosine of duplicates above 1
  if (count > 1) for (let i = 0; i < count; i++) nearest[index[i]] = Math.min(1, Math.max(-1, most[i]));
  return nearest;
}

/** Intervals of an integral over half a great circle. */
const INTERVALS = 4096;

/**
 * Exact distribution of the nearest cosine among K independent random directions in D dimensions: the probability (1
 * - Q(c))^(K - 1) that it is below c, for each c of `cosines`. Q(c) is the share of the sphere within the angle acos
 * c of a point, ∫₀^{acos c} sin^{D-2} over the same integral up to π. K and D are at least 2.
 */
export function nearestBelow(K: number, D: number, cosines: readonly number[]): number[] {
  const caps = capShares(D);
  return cosines.map((cosine) => {
    const at = (Math.acos(Math.min(1, Math.max(-1, cosine))) / Math.PI) * INTERVALS;
    const i = Math.min(INTERVALS - 1, Math.floor(at));
    const share = caps[i] + (caps[i + 1] - caps[i]) * (at - i);
    return Math.exp((K - 1) * Math.log1p(-share));
  });
}

const known = new Map<number, Float64Array>();

/** Share of the sphere within each angle of INTERVALS equal steps from 0 to π. */
function capShares(D: number): Float64Array {
  const before = known.get(D);
  if (before) return before;
  const density = (angle: number) => Math.sin(angle) ** (D - 2);
  const width = Math.PI / INTERVALS;
  const caps = new Float64Array(INTERVALS + 1);
  // Simpson's rule within each step
  for (let i = 0; i < INTERVALS; i++)
    caps[i + 1] =
      caps[i] +
      density(i * width) +
      4 * density((i + 0.5) * width) +
      density(Math.min(Math.PI, (i + 1) * width));
  const shares = caps.map((sum) => Math.min(1, sum / caps[INTERVALS]));
  known.set(D, shares);
  return shares;
}
