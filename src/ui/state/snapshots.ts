import type { Counts, Measure } from '../../base/messages.ts';

/** Most reports that a lane keeps whole; at K = 512 one takes about 10 kB. */
const MOST = 240;
/** The first reports, one a step, always stay: collapse happens early. */
const FIRST = 10;

/**
 * Adds a snapshot, in step order. Over budget, the one with the nearest neighbours relative to its step is dropped, so
 * the rest stay spread evenly over the logarithm of the step.
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
    const [before, here, after] = all.slice(i - 1, i + 2);
    const gap = before && here && after && (after.step - before.step) / here.step;
    if (gap !== undefined && gap < leastGap) {
      least = i;
      leastGap = gap;
    }
  }
  return all.filter((_, i) => i !== least);
}

/** Writes the counts of a finished census into the snapshots from its step on. */
export function withCounts(snapshots: readonly Measure[], step: number, counts: Counts): readonly Measure[] {
  return snapshots.map((measure) =>
    measure.step >= step && measure.census ? { ...measure, ...counts, census: { step, share: 1 } } : measure,
  );
}

/** The last snapshot at or before `step`; undefined before the first. */
export function snapshotAt(snapshots: readonly Measure[], step: number): Measure | undefined {
  return snapshots.findLast((measure) => measure.step <= step);
}

/** Every step with a snapshot in some lane, in order. */
export function snapshotSteps(lanes: readonly (readonly Measure[])[]): number[] {
  const steps = new Set(lanes.flatMap((snapshots) => snapshots.map(({ step }) => step)));
  return [...steps].sort((a, b) => a - b);
}
