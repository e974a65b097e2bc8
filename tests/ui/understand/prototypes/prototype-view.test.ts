import { expect, test } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import type { Measure } from '../../../../src/base/messages.ts';
import { groupsCsv } from '../../../../src/ui/understand/prototypes/groups-csv.ts';
import {
  groupLists,
  groupsOf,
  oneSince,
  type PrototypeView,
  prototypeView,
  shareOverTime,
  twinsOf,
} from '../../../../src/ui/understand/prototypes/prototype-view.ts';
import { inspectionAt, measureAt } from '../../played-lane.ts';
import { pageAfter, trained } from '../../trained.ts';

test('lists come largest first, led by their representatives; dead prototypes are in none', () => {
  expect(groupLists(Int32Array.from([0, 1, -1, 3, 1, 3, 6]))).toEqual([[1, 4], [3, 5], [0], [6]]);
  expect(groupLists(Int32Array.from([-1, -1]))).toEqual([]);
});

const picture = {
  places: new Float32Array(12),
  wins: Float32Array.of(0.5, 0, 0.25, 0.25),
  cloud: new Float32Array(0),
};
const measure: Measure = { ...measureAt(2, 10, 20), picture };
const view: PrototypeView = {
  K: 4,
  D: 8,
  measure,
  shown: 4,
  inspection: inspectionAt(10),
  inspections: [inspectionAt(10)],
  portrait: undefined,
  held: true,
};

test('groups have what their members won together, and twins leave the one out', () => {
  expect(groupsOf(view, 3)).toEqual([
    { members: [0, 1], share: 0.5 },
    { members: [2], share: 0.25 },
    { members: [3], share: 0.25 },
  ]);
  expect(twinsOf(view, 3, 1)).toEqual([0]);
  expect(twinsOf(view, 3, 2)).toEqual([]);
  expect(twinsOf(view, 3, undefined)).toEqual([]);
});

test('of a sample, members are named by their indices among all', () => {
  const sample = { ...view, K: 12 };
  expect(groupsOf(sample, 0)[0].members).toEqual([0, 3]);
  expect(twinsOf(sample, 0, 3)).toEqual([0]);
  // one that the sample leaves out has no group here
  expect(twinsOf(sample, 0, 4)).toEqual([]);
});

test('use over time has the reports that show the prototype', () => {
  const bare = measureAt(0, 0, 20);
  expect(shareOverTime([bare, measure], 2, 4)).toEqual({ steps: [10], values: [0.25] });
  expect(shareOverTime([measure], 4, 12)).toEqual({ steps: [], values: [] });
});

test('a view is of the step looked at; a saved run is held by no worker', () => {
  const state = trained();
  const [lane] = state.lanes;
  expect(prototypeView(lane, 7, undefined)).toMatchObject({ held: true, measure: { step: 5 } });
  expect(prototypeView(pageAfter(state, { type: 'reset' }).lanes[0], undefined, 3).held).toBe(false);
});

test('the CSV has a line for each prototype, with what is known of it', () => {
  const lines = groupsCsv({ ...view, K: 12 }).split('\r\n');
  expect(lines[0]).toMatch(
    /^step,prototype,p1,p2,p3,share_of_assignments,nearest_cosine,group_at_0.001,.*group_at_0.5$/,
  );
  expect(lines[2]).toBe(`10,3,0,0,0,0,1,${new Array(8).fill(0).join(',')}`);
  expect(lines[3]).toBe(`10,6,0,0,0,0.25,0.2,${new Array(8).fill(6).join(',')}`);
  expect(lines).toHaveLength(6);
  const unasked = groupsCsv({ ...view, inspection: undefined }).split('\r\n');
  expect(unasked[1]).toBe(`10,0,0,0,0,0.5${','.repeat(9)}`);
});

test('two count as one since the last report at which they did not', () => {
  const apart = { ...inspectionAt(5), groups: Int32Array.from(EPSILONS.flatMap(() => [0, 1, 2, -1])) };
  const [at0, at10, at15] = [0, 10, 15].map(inspectionAt);
  expect(oneSince([at0, apart, at10, at15], 3, 0, 1)).toEqual({ step: 10, earlier: false });
  // from the first report that was looked into on: it may have been so before
  expect(oneSince([at10, at15], 3, 0, 1)).toEqual({ step: 10, earlier: true });
  expect(oneSince([at0, at10], 3, 0, 1)).toEqual({ step: 0, earlier: false });
  expect(oneSince([at0, apart], 3, 0, 1)).toBeUndefined();
  expect(oneSince([], 3, 0, 1)).toBeUndefined();
});
