import { EPSILONS } from '../../base/epsilons.ts';

/** A group of duplicates, by prototype indices; the first is its representative. */
interface WeightGroup {
  readonly size: number;
  /** The first members, in index order. */
  readonly members: readonly number[];
}

/** The groups of a matrix at one ε. */
export interface WeightGroups {
  /** Number of prototypes in the group that each one represents, [K]; 0 for one that represents none. */
  readonly sizes: Int32Array;
  /** Groups of two or more. */
  readonly several: number;
  /** The largest of them first; among equals, the one with the lowest index. */
  readonly largest: readonly WeightGroup[];
}

/** Listed groups, and members of each. */
const LISTED = 40;
const MEMBERS = 500;

/** The index of each prototype's representative at the ε with index `e` into EPSILONS, [K]. */
export const representativesAt = (representatives: Int32Array, e: number): Int32Array => {
  const K = representatives.length / EPSILONS.length;
  return representatives.subarray(e * K, (e + 1) * K);
};

const known = new WeakMap<Int32Array, Map<number, WeightGroups>>();

/** The groups of `representatives` [8, K] at the ε with index `e`, found once: a page draws them many times. */
export function groupsAt(representatives: Int32Array, e: number): WeightGroups {
  const before = known.get(representatives) ?? new Map<number, WeightGroups>();
  known.set(representatives, before);
  const groups = before.get(e) ?? weightGroups(representativesAt(representatives, e));
  before.set(e, groups);
  return groups;
}

/** Groups by the representative of each prototype, [K], at one ε. Dead prototypes have -1 and are in none. Plain loops, since
 *  large matrices have a quarter of a million rows and the page waits for this. */
export function weightGroups(representatives: Int32Array): WeightGroups {
  const K = representatives.length;
  const sizes = new Int32Array(K);
  for (let k = 0; k < K; k++) {
    const of = representatives[k] ?? -1;
    if (of >= 0) sizes[of] = (sizes[of] ?? 0) + 1;
  }
  const size = (k: number) => sizes[k] ?? 0;
  const heads: number[] = [];
  for (let k = 0; k < K; k++) if (size(k) > 1) heads.push(k);
  const largest = heads
    .sort((a, b) => size(b) - size(a) || a - b)
    .slice(0, LISTED)
    .map((k) => ({ size: size(k), members: [] as number[] }));
  /** Place of each prototype's group in the list, from 1. */
  const listed = new Uint8Array(K);
  for (let i = 0; i < largest.length; i++) listed[heads[i] ?? 0] = i + 1;
  for (let k = 0; k < K; k++) {
    const members = largest[(listed[representatives[k] ?? K] ?? 0) - 1]?.members;
    if (members && members.length < MEMBERS) members.push(k);
  }
  return { sizes, several: heads.length, largest };
}

/** The other members of a prototype's group, in index order, at most as many as are listed. */
export function duplicatesOf(representatives: Int32Array, k: number): number[] {
  const own = representatives[k] ?? -1;
  const twins: number[] = [];
  if (own < 0) return twins;
  for (let i = 0; i < representatives.length && twins.length < MEMBERS; i++)
    if (i !== k && representatives[i] === own) twins.push(i);
  return twins;
}

/** Indices of the prototypes that are kept at one ε: the representatives, in order. */
export function keptAt(representatives: Int32Array): number[] {
  const kept: number[] = [];
  representatives.forEach((of, k) => {
    if (of === k) kept.push(k);
  });
  return kept;
}
