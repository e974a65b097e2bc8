import { expect, it } from 'vitest';
import { inspectionAt, NO_ANSWERS, withAnswer } from '../../../src/ui/state/answers.ts';
import type { Action } from '../../../src/ui/state/app-state.ts';
import { latestOf, reportsOf } from '../../../src/ui/state/lane-state.ts';
import { holds } from '../../../src/ui/state/questions.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { inspectionAt as answered, type PlayedLane, playedStore, portraitAt } from '../played-lane.ts';
import { pageAfter, trained } from '../trained.ts';

const asked = (lane: PlayedLane) => lane.sent.filter(({ type }) => type === 'inspect' || type === 'portray');

/** Two lanes, the first of which is looked into from before its start. */
function looking() {
  const { store, opened } = playedStore(2);
  for (const lane of opened) lane.ready();
  store.dispatch({ type: 'turn', lane: 'all', values: { steps: 20 } });
  store.dispatch({ type: 'lookInto', lane: 1 });
  store.dispatch({ type: 'start' });
  const work = (times: number) => {
    for (let i = 0; i < times; i++) {
      for (const lane of opened) lane.work();
      const reports = reportsOf(store.state().lanes);
      store.dispatch({ type: 'drawn', reports });
    }
  };
  return { store, opened, work, inside: () => store.state().lanes[0].run.inside };
}

it('the lane that is looked into is asked after every report, the last included, and no other lane is', () => {
  const { store, opened, work, inside } = looking();
  work(200);
  opened[0].hear();
  expect(store.state().lanes[0].phase).toBe('done');
  expect(inside()?.inspections.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
  expect(inside()?.asked).toBeUndefined();
  expect(asked(opened[0])).toHaveLength(5);
  expect(asked(opened[1])).toEqual([]);
});

it('a prototype is portrayed once when it is picked, and anew when the lane stands still', () => {
  const { store, opened, work, inside } = looking();
  work(6);
  store.dispatch({ type: 'pick', prototype: 3 });
  work(6);
  const portrayed = () => asked(opened[0]).filter(({ type }) => type === 'portray').length;
  expect(portrayed()).toBe(1);
  expect(inside()?.portrait?.prototype).toBe(3);
  store.dispatch({ type: 'pause' });
  for (let i = 0; i < 5; i++) opened[0].hear();
  expect(inside()?.portrait?.step).toBe(latestOf(store.state().lanes[0].run)?.step);
  expect(portrayed()).toBe(2);
  store.dispatch({ type: 'pick', prototype: 1 });
  for (let i = 0; i < 5; i++) opened[0].hear();
  expect(portrayed()).toBe(3);
  expect(inside()?.portrait?.prototype).toBe(1);
});

it('a finished run is asked as well, one that its worker let go of only once, and a saved one never', () => {
  const state = trained();
  const into: Action = { type: 'lookInto', lane: 2 };
  const { state: open, effects } = reduce(state, into);
  expect(effects).toEqual([{ lane: 2, do: 'send', command: { type: 'inspect' } }]);
  expect(reduce(open, into).effects).toEqual([]);
  const gone = reduce(open, { type: 'report', lane: 2, report: { type: 'gone' } });
  expect(gone.effects).toEqual([]);
  expect(holds(gone.state.lanes[1])).toBe(false);
  expect(reduce(gone.state, { type: 'pick', prototype: 0 }).effects).toEqual([]);
  const cleared = pageAfter(state, { type: 'reset' });
  expect(reduce(cleared, into).effects).toEqual([]);
});

it('closing ends the questions, and the pick is kept for the next lane', () => {
  const state = pageAfter(trained(), { type: 'lookInto', lane: 1 }, { type: 'pick', prototype: 2 });
  expect(pageAfter(state, { type: 'lookInto', lane: 2 }).openPrototypes).toEqual({ lane: 2, prototype: 2 });
  expect(pageAfter(state, { type: 'lookInto' }).openPrototypes).toBeUndefined();
  expect(reduce(pageAfter(trained(), { type: 'pick', prototype: 2 }), { type: 'lookInto' }).effects).toEqual(
    [],
  );
});

it('what was not asked is not heard, and inspections stay with the snapshots', () => {
  expect(withAnswer(NO_ANSWERS, answered(5), [])).toBe(NO_ANSWERS);
  const [{ run }] = trained().lanes;
  const inside = {
    ...NO_ANSWERS,
    inspections: [answered(3), answered(5)],
    asked: { type: 'inspect' } as const,
  };
  const { inspections } = withAnswer(inside, answered(10), run.snapshots);
  expect(inspections.map(({ step }) => step)).toEqual([5, 10]);
  expect(inspectionAt({ inspections }, 9)?.step).toBe(5);
  expect(inspectionAt({ inspections }, 4)).toBeUndefined();
  expect(withAnswer(inside, portraitAt(10, 2), run.snapshots).portrait?.prototype).toBe(2);
});
