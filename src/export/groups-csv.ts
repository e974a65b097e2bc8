import { EPSILONS } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';

/** The prototypes of a matrix, each with the group that it is in at each ε of EPSILONS. */
export interface GroupedPrototypes {
  readonly K: number;
  /** Index of each prototype's representative, [ε, K]; -1 for a dead one. */
  readonly representatives: ArrayLike<number>;
  /** Lengths, [K]. */
  readonly norms: ArrayLike<number>;
  /** Cosine to the nearest other prototype, [K]; NaN for a dead one. */
  readonly nearest: ArrayLike<number>;
}

/** Prototypes of one part of the text. */
const PART = 4096;

/**
 * CSV by RFC 4180, one prototype a line: its index, the index of its group's representative at each ε, the size of that
 * group, its norm, and the cosine to its nearest neighbour. It comes in parts, since a large matrix makes tens of megabytes. All of it is numbers,
 * so that nothing is quoted.
 */
export function* groupsCsv({ K, representatives, norms, nearest }: GroupedPrototypes): Generator<string> {
  const names = ['representative', 'group_size'].flatMap((name) =>
    EPSILONS.map((epsilon) => nameAt(name, epsilon)),
  );
  const sizes = EPSILONS.map((_, e) => sizesOf(representatives, e * K, K));
  yield `${['index', ...names, 'norm', 'nearest_cosine'].join(',')}\r\n`;
  for (let from = 0; from < K; from += PART) {
    let text = '';
    for (let k = from; k < Math.min(K, from + PART); k++) {
      const groups = EPSILONS.map((_, e) => representatives[e * K + k]);
      const members = groups.map((of = -1, e) => sizes[e]?.[of] ?? 0);
      text += `${[k, ...groups, ...members, norms[k], nearest[k]].join(',')}\r\n`;
    }
    yield text;
  }
}

/** The number of prototypes in the group of each representative, [K], from `representatives` at `from` on. */
function sizesOf(representatives: ArrayLike<number>, from: number, K: number): Int32Array {
  const sizes = new Int32Array(K);
  for (let k = 0; k < K; k++) {
    const of = representatives[from + k] ?? -1;
    if (of >= 0) sizes[of] = (sizes[of] ?? 0) + 1;
  }
  return sizes;
}
