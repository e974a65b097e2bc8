import { TroubleError } from '../base/errors.ts';
import { cosineTiles, knownTiles, type LiveRows, liveRows, TILE, type VisitTile } from './cosines.ts';
import { NOBODY } from './groups.ts';
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

/** A collapse that also tells which prototypes are duplicates. */
export interface GroupedCollapse extends Collapse {
  /**
   * The representative of each prototype in the cover at each ε, [ε, K]: the first one in index order with 1 - cos < ε,
   * and a representative's is itself. NOBODY for a dead prototype.
   */
  readonly representatives: Uint16Array;
}

/**
 * All numbers on the collapse of `prototypes` [K, D] that a report carries, from one pass over the cosines. Each of
 * `sets` has some prototypes as its members (0 or 1 each). Known `cosines` [K, K] are not computed again. Throws a
 * `data` TroubleError for K above 65,535, whose indices two bytes cannot hold.
 */
export function collapse(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilons: readonly number[],
  sets: readonly Uint8Array[],
  cosines?: Float32Array,
): GroupedCollapse {
  const units = liveRows(prototypes, K, D);
  const representatives = themselves(units, K, epsilons.length);
  const all = greedyCover(units, epsilons, undefined, representatives);
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
    representatives,
  };
}

/** The representatives [ε, K] alone, as those of `collapse`. */
export function representativesOf(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilons: readonly number[],
  cosines?: Float32Array,
): Uint16Array {
  const units = liveRows(prototypes, K, D);
  const representatives = themselves(units, K, epsilons.length);
  const { visit } = greedyCover(units, epsilons, undefined, representatives);
  cosineTiles(units, visit, cosines && knownTiles(units, cosines, K));
  return representatives;
}

/** Every live prototype as its own representative. */
function themselves({ index }: LiveRows, K: number, epsilons: number): Uint16Array {
  if (K > NOBODY)
    throw new TroubleError({
      kind: 'data',
      failed: `${K} prototypes are too many to be grouped`,
      why: `The index of a representative has two bytes, which hold ${NOBODY} prototypes.`,
      todo: 'Pass a sample of them.',
    });
  const own = new Uint16Array(epsilons * K).fill(NOBODY);
  for (let e = 0; e < epsilons; e++) for (const k of index) own[e * K + k] = k;
  return own;
}

interface Cover {
  readonly visit: VisitTile;
  counts(): number[];
}

/**
 * The cover for every ε at once. Bit e of a row's word is set while no earlier row covers it at ε number e. It is a
 * representative's bit once all earlier rows were visited. Tiles come in row order with the diagonal last, so a
 * column's word is final when it is read. Writes who covers whom into `representatives` [ε, K].
 */
function greedyCover(
  units: LiveRows,
  epsilons: readonly number[],
  members?: Uint8Array,
  representatives?: Uint16Array,
): Cover {
  const words = epsilons.length;
  if (words > 31 || epsilons.some((epsilon) => !(epsilon > 0)))
    throw new TroubleError({
      kind: 'data',
      failed: `The epsilons [${epsilons.join(', ')}] are not possible`,
      why: 'There can be at most 31 numbers, all above 0.',
      todo: 'Pass fewer, or positive, values.',
    });
  const widest = Math.max(0, ...epsilons);
  const { index } = units;
  const K = representatives ? representatives.length / words : 0;
  const uncovered = new Int32Array(units.count);
  for (let i = 0; i < units.count; i++) if (!members || members[index[i]]) uncovered[i] = 2 ** words - 1;
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
          for (let e = 0; e < words; e++)
            if (distance < epsilons[e] && both & (1 << e)) {
              word &= ~(1 << e);
              if (representatives) representatives[e * K + index[i]] = index[j];
            }
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
