import { TroubleError } from '../base/errors.ts';
import { cosineTiles, knownTiles, liveRows, TILE } from './cosines.ts';

/**
 * Who is whose copy at each ε: Definition 2.1's cover of `prototypes` [K, D], as uniquePrototypes counts it. Gives
 * [epsilons, K]: each prototype's representative, the first in index order that is uncovered and nearer than ε
 * (1 - cos < ε, strict), itself where it is one; -1 for a dead prototype. At each ε there are as many
 * representatives as unique prototypes. `cosines` [K, K] where they are known already.
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
      came: `epsilons [${epsilons.join(', ')}]`,
      wanted: 'at most 31 numbers above 0',
      todo: 'Pass fewer, or positive, values.',
    });
  const units = liveRows(prototypes, K, D);
  const { index, count } = units;
  const widest = Math.max(0, ...epsilons);
  const groups = new Int32Array(epsilons.length * K).fill(-1);
  for (let e = 0; e < epsilons.length; e++)
    for (let i = 0; i < count; i++) groups[e * K + index[i]] = index[i];
  // bit e: still uncovered at ε number e
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
