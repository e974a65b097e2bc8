import { TroubleError } from '../base/errors.ts';
import { cosineTiles, knownTiles, type LiveRows, liveRows, TILE, type VisitTile } from './cosines.ts';
import { uniformitySum } from './uniformity.ts';

export interface Unique {
  /** Number of unique prototypes per ε. */
  readonly unique: number[];
  /** Number of zero-norm or non-finite prototypes among all K. They are never unique. */
  readonly dead: number;
}

export interface Collapse extends Unique {
  /** Number of unique prototypes among the members of each set, per ε, [sets, ε]. */
  readonly among: number[][];
  /** Wang & Isola 2020, t = 2, over live prototypes. */
  readonly uniformity: number;
}

/**
 * Unique prototypes at each ε (Arteaga et al. 2026, Definition 2.1; Govindarajan et al. 2024). Rows of `prototypes`
 * [K, D] are L2-normalised and scanned in index order. An uncovered row becomes a representative and covers every row
 * with 1 - cos < ε. The number of representatives is the number of unique prototypes. `members` (0 or 1 per
 * prototype) leaves the others out. Throws a `data` TroubleError for sizes that do not match and for more than 31 ε.
 */
export function uniquePrototypes(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilons: readonly number[],
  members?: Uint8Array,
): Unique {
  const units = liveRows(prototypes, K, D);
  const cover = greedyCover(units, epsilons, checkMembers(members, K));
  cosineTiles(units, cover.visit);
  return { unique: cover.counts(), dead: units.dead };
}

/**
 * All numbers on the collapse of `prototypes` [K, D] that a report carries, from one pass over the cosines. Each of
 * `sets` has some prototypes as its members (0 or 1 each). Known `cosines` [K, K] are not computed again.
 */
export function collapse(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilons: readonly number[],
  sets: readonly Uint8Array[],
  cosines?: Float32Array,
): Collapse {
  const units = liveRows(prototypes, K, D);
  const all = greedyCover(units, epsilons);
  const among = sets.map((members) => greedyCover(units, epsilons, checkMembers(members, K)));
  const spread = uniformitySum();
  const visit: VisitTile = (tile, i0, i1, j0, j1) => {
    all.visit(tile, i0, i1, j0, j1);
    for (const cover of among) cover.visit(tile, i0, i1, j0, j1);
    spread.visit(tile, i0, i1, j0, j1);
  };
  cosineTiles(units, visit, cosines && knownTiles(units, cosines, K));
  return {
    unique: all.counts(),
    among: among.map((cover) => cover.counts()),
    dead: units.dead,
    uniformity: spread.value(),
  };
}

interface Cover {
  readonly visit: VisitTile;
  counts(): number[];
}

/**
 * The cover for every ε at once. Bit e of a row's word is set while no earlier row covers it at ε number e. It is a
 * representative's bit once all earlier rows were visited. Tiles come in row order with the diagonal last, so a
 * column's word is final when it is read.
 */
function greedyCover(units: LiveRows, epsilons: readonly number[], members?: Uint8Array): Cover {
  const words = epsilons.length;
  if (words > 31 || epsilons.some((epsilon) => !(epsilon > 0)))
    throw new TroubleError({
      kind: 'data',
      failed: `The epsilons [${epsilons.join(', ')}] are not possible`,
      why: 'There can be at most 31 numbers, all above 0.',
      todo: 'Pass fewer, or positive, values.',
    });
  const widest = Math.max(0, ...epsilons);
  const uncovered = new Int32Array(units.count);
  for (let i = 0; i < units.count; i++)
    if (!members || members[units.index[i]]) uncovered[i] = 2 ** words - 1;
  return {
    visit(tile, i0, i1, j0, j1) {
      for (let i = i0; i < i1; i++) {
        let word = uncovered[i];
        const at = (i - i0) * TILE - j0;
        const end = Math.min(i, j1);
        for (let j = j0; j < end && word !== 0; j++) {
          const distance = 1 - tile[at + j];
          if (distance >= widest) continue;
          const both = word & uncovered[j];
          if (both === 0) continue;
          for (let e = 0; e < words; e++) if (distance < epsilons[e]) word &= ~(both & (1 << e));
        }
        uncovered[i] = word;
      }
    },
    counts() {
      const counts = new Array<number>(words).fill(0);
      for (const word of uncovered) for (let e = 0; e < words; e++) counts[e] += (word >> e) & 1;
      return counts;
    },
  };
}

function checkMembers(members: Uint8Array | undefined, K: number): Uint8Array | undefined {
  if (members && members.length !== K)
    throw new TroubleError({
      kind: 'data',
      failed: `${members.length} membership flags do not fit ${K} prototypes`,
      why: 'Each prototype needs one flag.',
      todo: 'Pass the flags of the same prototypes.',
    });
  return members;
}
