import { expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { planOf } from '../../../src/reproduce/plan.ts';
import { EMPTY_HISTORY, record } from '../../../src/ui/state/history.ts';
import { type LaneRun, NO_RUN } from '../../../src/ui/state/lane-state.ts';
import { laneNumber } from '../../../src/ui/words/lane-number.ts';
import { made, WISH } from '../../reproduce/made.ts';
import { measureAt } from '../played-lane.ts';

const LAST = EPSILONS.length - 1;
const [first, second] = [0, 1].map((report) => measureAt(report, 5 * report, 20));
const RUN: LaneRun = {
  ...NO_RUN,
  snapshots: [first, second],
  history: [first, second].reduce(record, EMPTY_HISTORY),
};

it('is undefined before the first report', () => {
  for (const id of ['unique', 'used', 'knn', 'embeddingDiversity', 'effectiveRank'] as const)
    expect(laneNumber(NO_RUN, id, LAST)).toBeUndefined();
});

it('is the last report’s, at the given ε', () => {
  expect(laneNumber(RUN, 'used', LAST)).toBe(second.used);
  expect(laneNumber(RUN, 'unique', LAST)).toBe(second.unique[LAST]);
});

it('is the last evaluation’s, if the last report has none', () => {
  expect(second.knn).toBeUndefined();
  expect(laneNumber(RUN, 'knn', LAST)).toBe(first.knn);
});

it('is the summary’s, if no report has it', () => {
  const { summary } = made(planOf(WISH, 'test').runs[0]);
  expect(laneNumber({ ...RUN, summary }, 'effectiveRank', LAST)).toBe(5);
  expect(laneNumber({ ...RUN, summary }, 'embeddingDiversity', LAST)).toBe(0.75);
});
