// Groups of duplicates as arrays: the representative of each prototype at one ε or at several (metrics/collapse.ts). Two
// bytes for each are enough, because pictures show a sample where prototypes are many.

/** The representative of a dead prototype, which is in no group. No prototype has this index. */
export const NOBODY = 0xffff;

/** The representatives at one of several ε, [size], of `representatives` [ε, size]. */
export function atEpsilon(representatives: Uint16Array, epsilon: number, epsilons: number): Uint16Array {
  const size = representatives.length / epsilons;
  return representatives.subarray(epsilon * size, (epsilon + 1) * size);
}

/**
 * Groups as lists of members in index order, led by their representative. The largest comes first; among equals, the
 * one with the lowest index. `representatives` is of one ε. Dead prototypes are in no group.
 */
export function groupLists(representatives: Uint16Array): number[][] {
  const lists = new Map<number, number[]>();
  representatives.forEach((of, k) => {
    if (of === NOBODY) return;
    const list = lists.get(of);
    if (list) list.push(k);
    else lists.set(of, [k]);
  });
  return [...lists.values()].sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

/** The other members of a prototype's group at one ε, in index order. */
export function othersOf(representatives: Uint16Array, k: number): number[] {
  if ((representatives[k] ?? NOBODY) === NOBODY) return [];
  return [...representatives.keys()].filter(
    (other) => other !== k && representatives[other] === representatives[k],
  );
}

/** True if two prototypes are in one group at one ε. */
export const together = (representatives: Uint16Array, a: number, b: number): boolean =>
  (representatives[a] ?? NOBODY) !== NOBODY && representatives[a] === representatives[b];

/** The groups at one ε at a step. */
export interface GroupsAt {
  readonly step: number;
  /** [size], of one ε. */
  readonly representatives: Uint16Array;
}

/**
 * The first step of those given, in step order, from which two prototypes count as one until the last. `earlier` if they
 * did at the first one and training had begun before it.
 */
export function oneSince(
  measured: readonly GroupsAt[],
  a: number,
  b: number,
): { readonly step: number; readonly earlier: boolean } | undefined {
  const apart = measured.findLastIndex(({ representatives }) => !together(representatives, a, b));
  const since = measured[apart + 1];
  return since && { step: since.step, earlier: apart < 0 && since.step > 0 };
}
