import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import type { Measure, Report } from '../../../src/base/messages.ts';
import { hear } from '../../../src/ui/state/hear.ts';
import { type LaneState, latestOf, NO_RUN, newLane } from '../../../src/ui/state/lane-state.ts';
import { readLane } from '../../../src/ui/understand/verdict/verdict.ts';
import { NO_COUNTS } from '../../numbers.ts';
import { measureAt } from '../played-lane.ts';

// The page while prototypes are counted between steps.

const UNCOUNTED = { unique: [], usedAndUnique: [], dead: Number.NaN, uniformity: Number.NaN };
const counts = (share: number) => ({
  ...NO_COUNTS,
  unique: EPSILONS.map(() => share),
  usedAndUnique: EPSILONS.map(() => share / 2),
  dead: 0,
  uniformity: -3,
});

const first: Measure = { ...measureAt(0, 0, 20), ...UNCOUNTED, census: { share: 0.34 } };
const later: Measure = { ...measureAt(1, 10, 20), ...counts(0.9), census: { step: 4, share: 0.2 } };

const pageAfter = (...reports: Report[]): LaneState =>
  reports.reduce((lane: LaneState, report) => hear(lane, report, 'run', 'auto').lane, {
    ...newLane(1),
    phase: 'running',
  });

describe('a lane whose counts come late', () => {
  it('has no points before the first', () => {
    const { history } = pageAfter(first).run;
    expect(history.unique[0].steps).toEqual([]);
    expect(history.uniformity.steps).toEqual([]);
    expect(history.used.steps).toEqual([0]);
  });

  it('has each count once, at its own step', () => {
    const { run } = pageAfter(first, { type: 'census', step: 4, ...counts(0.9) }, later);
    const { history } = run;
    expect(history.unique[2]).toEqual({ steps: [4], values: [0.9] });
    expect(history.usedAndUnique[2]).toEqual({ steps: [4], values: [0.45] });
    expect(history.dead.steps).toEqual([4]);
    expect(history.used.steps).toEqual([0, 10]);
    expect(latestOf(run)).toEqual(later);
  });

  it('shows a new count at once', () => {
    const { run } = pageAfter(first, later, { type: 'census', step: 10, ...counts(0.5) });
    expect(latestOf(run)).toEqual({ ...later, ...counts(0.5), census: { step: 10, share: 1 } });
  });
});

describe('its verdict', () => {
  const verdict = (latest: Measure) => readLane({ ...NO_RUN, snapshots: [latest], step: latest.step }, 0);

  it('says how far the first count is', () => {
    expect(verdict(first).says).toBe('First count: 34% done.');
  });

  it('says which step an earlier count is of', () => {
    expect(verdict({ ...later, step: 20 }).evidence).toContain('counted at step 4');
    expect(verdict({ ...later, step: 20, census: { step: 20, share: 1 } }).evidence.join()).not.toContain(
      'counted',
    );
  });
});
