import { type GroupsAt, NOBODY, together } from './groups.ts';

/** Two prototypes that came to count as one. */
export interface FirstMerge {
  /** Step of the first measurement that has them in one group. */
  readonly step: number;
  /** The one that is kept, and its duplicate. */
  readonly pair: readonly [kept: number, duplicate: number];
}

/**
 * The first pair of prototypes that merged at one ε: those in one group at the earliest of the measurements, in step
 * order, that were apart at the first one. Random directions may lie within a wide ε of each other, and have not
 * merged. Of several pairs at one step, that of the duplicate with the lowest index. Undefined if none merged.
 */
export function firstMerge(measured: readonly GroupsAt[]): FirstMerge | undefined {
  const [start, ...later] = measured;
  if (!start) return undefined;
  for (const { step, representatives } of later) {
    const duplicate = representatives.findIndex(
      (of, k) => of !== k && of !== NOBODY && !together(start.representatives, of, k),
    );
    const kept = representatives[duplicate];
    if (kept !== undefined) return { step, pair: [kept, duplicate] };
  }
  return undefined;
}
