import { expect, test } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import {
  groupLists,
  groupsOf,
  oneSince,
  prototypeView,
  shareOverTime,
  twinsOf,
} from '../../../../src/ui/understand/prototypes/prototype-view.ts';
import { inspectionAt, measureAt } from '../../played-lane.ts';
import { pageAfter, trained } from '../../trained.ts';
import { measure, view } from './four-prototypes.ts';

test('groups are sorted by size and led by their representatives, without dead prototypes', () => {
  expect(groupLists(Int32Array.from([0, 1, -1, 3, 1, 3, 6]))).toEqual([[1, 4], [3, 5], [0], [6]]);
  expect(groupLists(Int32Array.from([-1, -1]))).toEqual([]);
});

test('groups sum the shares of their members; twins are the other members', () => {
  expect(groupsOf(view, 3)).toEqual([
    { members: [0, 1], share: 0.5 },
    { members: [2], share: 0.25 },
    { members: [3], share: 0.25 },
  ]);
  expect(twinsOf(view, 3, 1)).toEqual([0]);
  expect(twinsOf(view, 3, 2)).toEqual([]);
  expect(twinsOf(view, 3, undefined)).toEqual([]);
});

test('members of a sample are named by their indices among all', () => {
  const sample = { ...view, K: 12 };
  expect(groupsOf(sample, 0)[0].members).toEqual([0, 3]);
  expect(twinsOf(sample, 0, 3)).toEqual([0]);
  // a prototype outside the sample has no group
  expect(twinsOf(sample, 0, 4)).toEqual([]);
});

test('use over time comes from the reports that show the prototype', () => {
  const bare = measureAt(0, 0, 20);
  expect(shareOverTime([bare, measure], 2, 4)).toEqual({ steps: [10], values: [0.25] });
  expect(shareOverTime([measure], 4, 12)).toEqual({ steps: [], values: [] });
});

test('a view is of the shown step, and no worker holds a saved run', () => {
  const state = trained();
  const [lane] = state.lanes;
  expect(prototypeView(lane, 7, undefined)).toMatchObject({ held: true, measure: { step: 5 } });
  expect(prototypeView(pageAfter(state, { type: 'reset' }).lanes[0], undefined, 3).held).toBe(false);
});

test('two count as one from the report after the last at which they did not', () => {
  const apart = { ...inspectionAt(5), groups: Int32Array.from(EPSILONS.flatMap(() => [0, 1, 2, -1])) };
  const [at0, at10, at15] = [0, 10, 15].map(inspectionAt);
  expect(oneSince([at0, apart, at10, at15], 3, 0, 1)).toEqual({ step: 10, earlier: false });
  // true at the first inspection: it may have been so before
  expect(oneSince([at10, at15], 3, 0, 1)).toEqual({ step: 10, earlier: true });
  expect(oneSince([at0, at10], 3, 0, 1)).toEqual({ step: 0, earlier: false });
  expect(oneSince([at0, apart], 3, 0, 1)).toBeUndefined();
  expect(oneSince([], 3, 0, 1)).toBeUndefined();
});
