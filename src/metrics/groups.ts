import { TroubleError } from '../base/errors.ts';
import { cosineTiles, knownTiles, liveRows, TILE } from './cosines.ts';

/**
 * The groups of duplicates at each ε: the representative of each of the `prototypes` [K, D] in Definition 2.1's
 * cover, [epsilons, K]. It is the first representative in index order with 1 - cos < ε, and a representative's is
 * itself. -1 for a dead prototype. The number of representatives is that of uniquePrototypes. Known `cosines` [K, K]
 * are not computed again.
 */
export function prototypeGroups(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilons: readonly number[],
  cosines?: Float32Array,
): Int32Array {
  if (epsilons.length > 31 || epsilons.some((epsilon) => !(epsilon > 0)))
    throw new TroubleError({
      kind: 'data',
      failed: `The epsilons [${epsilons.join(', ')}] are not possible`,
      why: 'There can be at most 31 numbers, all above 0.',
      todo: 'Pass fewer, or positive, values.',
    });
  const units = liveRows(prototypes, K, D);
  const { index, count } = units;
  const widest = Math.max(0, ...epsilons);
  const groups = new Int32Array(epsilons.length * K).fill(-1);
  for (let e = 0; e < epsilons.length; e++)
    for (let i = 0; i < count; i++) groups[e * K + index[i]] = index[i];
  // bit e is set while the prototype is uncovered at ε number e
  const uncovered = new Int32Array(count).fill(2 ** epsilons.length - 1);
  cosineTiles(
    units,
    (tile, i0, i1, j0, j1) => {
      for (let i = i0; i < i1; i++) {
        const end = Math.min(i, j1);
        for (let j = j0; j < end && uncovered[i] !== 0; j++) {
          const distance = 1 - tile[(i - i0) * TILE + j - j0];
          const both = distance < widest ? uncovered[i] & uncovered[j] : 0;
          for (let e = 0; e < epsilons.length && both !== 0; e++)
            if (distance < epsilons[e] && both & (1 << e)) {
              groups[e * K + index[i]] = index[j];
              uncovered[i] &= ~(1 << e);
            }
        }
      }
    },
    cosines && knownTiles(units, cosines, K),
  );
  return groups;
}
