import { expect, test } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import {
  groupsOf,
  prototypeView,
  shareOverTime,
  togetherSince,
  twinsOf,
} from '../../../../src/ui/understand/prototypes/prototype-view.ts';
import { inspectionAt, measureAt } from '../../played-lane.ts';
import { pageAfter, trained } from '../../trained.ts';
import { measure, view } from './four-prototypes.ts';

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

test('groups are of the shown step where reports have them, in runs of any origin', () => {
  const { config } = trained().lanes[0];
  const at = (report: number, step: number, ...of: number[]) => ({
    ...measure,
    report,
    step,
    representatives: Uint16Array.from(EPSILONS.flatMap(() => of)),
  });
  const snapshots = [at(0, 0, 0, 1, 2, 3), at(1, 5, 0, 1, 2, 2), at(2, 10, 0, 0, 2, 2)];
  const [lane] = trained().lanes;
  const told = {
    ...lane,
    phase: 'idle' as const,
    run: { ...lane.run, config: { ...config, K: 4 }, snapshots },
  };
  const now = prototypeView(told, undefined, undefined);
  expect(now.held).toBe(false);
  expect(groupsOf(now, 7).map(({ members }) => members)).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(togetherSince(now, 7, 2, 3)).toEqual({ step: 5, earlier: false });
  expect(togetherSince(now, 7, 0, 1)).toEqual({ step: 10, earlier: false });
  const back = prototypeView(told, 7, undefined);
  expect(back.grouped?.step).toBe(5);
  expect(twinsOf(back, 7, 3)).toEqual([2]);
  expect(twinsOf(back, 7, 0)).toEqual([]);
});

test('where reports have no groups, they are those that the worker told last', () => {
  const [lane] = trained().lanes;
  const inside = { inspections: [inspectionAt(5), inspectionAt(10)] };
  const asked = { ...lane, run: { ...lane.run, inside } };
  expect(prototypeView(asked, 7, undefined)).toMatchObject({ grouped: { step: 5 }, known: [{ step: 5 }] });
  expect(prototypeView(asked, 2, undefined).grouped).toBeUndefined();
  expect(prototypeView(asked, undefined, undefined)).toMatchObject({ shown: 4, grouped: { step: 10 } });
});
