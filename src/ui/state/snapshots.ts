import type { Counts, Measure } from '../../base/messages.ts';

/** Reports that a lane keeps whole, so that one can look back: at K = 512 about 10 kB each. */
const MOST = 240;
/** The first reports, of every single step, all stay: collapse happens early. */
const FIRST = 10;

/**
 * Snapshots with one more, in step order. Beyond the budget the one goes whose neighbours are nearest for its step:
 * what stays is spread evenly over the logarithm of the step, as is what there is to see.
 */
export function withSnapshot(
  snapshots: readonly Measure[],
  measure: Measure,
  most: number = MOST,
): readonly Measure[] {
  const all = [...snapshots.filter(({ step }) => step < measure.step), measure];
  if (all.length <= most) return all;
  let least = all.length - 2;
  let leastGap = Number.POSITIVE_INFINITY;
  for (let i = FIRST; i < all.length - 1; i++) {
    const gap = (all[i + 1].step - all[i - 1].step) / all[i].step;
    if (gap < leastGap) {
      least = i;
      leastGap = gap;
    }
  }
  return all.filter((_, i) => i !== least);
}

/** Snapshots with the counts of a census that has just been finished, in those at and after its step. */
export function withCounts(snapshots: readonly Measure[], step: number, counts: Counts): readonly Measure[] {
  return snapshots.map((measure) =>
    measure.step >= step && measure.census ? { ...measure, ...counts, census: { step, share: 1 } } : measure,
  );
}

/** The last snapshot at or before `step`; undefined before the first. */
export function snapshotAt(snapshots: readonly Measure[], step: number): Measure | undefined {
  let low = 0;
  let high = snapshots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (snapshots[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return snapshots[low - 1];
}

/** Every step that some lane has a snapshot of, in order. */
export function snapshotSteps(lanes: readonly (readonly Measure[])[]): number[] {
  const steps = new Set(lanes.flatMap((snapshots) => snapshots.map(({ step }) => step)));
  return [...steps].sort((a, b) => a - b);
}
