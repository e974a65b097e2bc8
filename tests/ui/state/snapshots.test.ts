import { describe, expect, it } from 'vitest';
import { snapshotAt, snapshotSteps, withCounts, withSnapshot } from '../../../src/ui/state/snapshots.ts';
import { NO_COUNTS } from '../../numbers.ts';
import { measureAt } from '../played-lane.ts';

const at = (step: number) => measureAt(step, step, 5000);
const taken = (steps: readonly number[], most?: number) =>
  steps.reduce((kept, step) => withSnapshot(kept, at(step), most), [] as readonly ReturnType<typeof at>[]);

describe('snapshots', () => {
  it('beyond the budget thin out late, keep every early one, the first and the last', () => {
    const steps = Array.from({ length: 1000 }, (_, i) => i);
    const kept = taken(steps, 50).map(({ step }) => step);
    expect(kept).toHaveLength(50);
    expect(kept.slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(kept.at(-1)).toBe(999);
    // no hole is wider than a third of where it is
    for (let i = 11; i < kept.length; i++)
      expect(kept[i] - kept[i - 1]).toBeLessThanOrEqual(Math.max(2, kept[i] / 3));
  });

  it('go back with a lane that went back to an earlier step', () => {
    expect(taken([0, 5, 10, 15, 10]).map(({ step }) => step)).toEqual([0, 5, 10]);
  });

  it('are found at a step or before it', () => {
    const kept = taken([0, 5, 10]);
    expect([-1, 0, 4, 5, 99].map((step) => snapshotAt(kept, step)?.step)).toEqual([undefined, 0, 0, 5, 10]);
    expect(snapshotSteps([kept, taken([0, 7])])).toEqual([0, 5, 7, 10]);
  });

  it('take the counts of a census that finished after them', () => {
    const early = { ...at(10), census: { share: 0.5 }, unique: [] };
    const counts = { ...NO_COUNTS, unique: [0.5], usedAndUnique: [0.25], dead: 0, uniformity: -2 };
    const [before, after] = withCounts([{ ...early, step: 5 }, early], 10, counts);
    expect(before.unique).toEqual([]);
    expect(after).toMatchObject({ ...counts, census: { step: 10, share: 1 } });
  });
});
