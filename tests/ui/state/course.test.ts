import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/base/messages.ts';
import { readRunJson } from '../../../src/export/read-run.ts';
import { readCode } from '../../../src/export/run-code.ts';
import { comparisonCsv, comparisonJson } from '../../../src/ui/share/export-run.ts';
import { resultAddress } from '../../../src/ui/share/result-link.ts';
import { linkedResults } from '../../../src/ui/state/address/address.ts';
import { runAt } from '../../../src/ui/state/lane-state.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { captionText } from '../../../src/ui/words/caption.ts';
import { courseWords } from '../../../src/ui/words/course-words.ts';
import { playedStore } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';

const CHANGES = [
  { step: 5, key: 'lr', value: 0.05 },
  { step: 10, key: 'decoupled.eta', value: 0.5 },
];

/** One lane whose learning rate was turned at step 5 and whose η was lowered at step 10. */
function changed() {
  const { store, opened } = playedStore(1);
  const [lane] = opened;
  lane.ready();
  const train = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      lane.work();
      store.dispatch({ type: 'drawn', reports: new Map([[1, lane.reached()]]) });
    }
  };
  const turn = (values: Record<string, string | number>) => {
    store.dispatch({ type: 'turn', lane: 1, values });
    lane.hear();
  };
  store.dispatch({ type: 'turn', lane: 1, values: { steps: 20, lr: 0.001 } });
  store.dispatch({ type: 'start' });
  train(6);
  turn({ lr: 0.05 });
  train(5);
  turn({ 'decoupled.eta': 0.5 });
  train(20);
  expect(store.state().lanes[0].phase).toBe('done');
  return { store, lane, train, turn };
}

const starts = (sent: readonly Command[]) => sent.filter((each) => each.type === 'start');

describe('a run that was changed while it trained', () => {
  const { store } = changed();
  const state = store.state();
  const [lane] = state.lanes;

  it('keeps what it started with apart from what was changed, in the worker’s word', () => {
    expect(lane.run).toMatchObject({
      config: { lr: 0.05, 'decoupled.eta': 0.5 },
      started: { lr: 0.001, 'decoupled.eta': 0.99 },
      course: { changes: CHANGES, byHand: [] },
    });
    expect(runAt(lane.run, 10).config).toMatchObject({ lr: 0.05, 'decoupled.eta': 0.99 });
    expect(runAt(lane.run, 5).config).toMatchObject({ lr: 0.001 });
    expect(runAt(lane.run, 5).course?.changes).toEqual([]);
  });

  it('says so in run JSON, CSV, caption, link with results and words', () => {
    const [saved] = readRunJson(comparisonJson(state)).lanes;
    expect(saved.config).toMatchObject({ lr: 0.001, 'decoupled.eta': 0.99 });
    expect(saved.course?.changes).toEqual(CHANGES);

    expect(comparisonCsv(state).trim().split('\r\n').slice(-2)).toEqual([
      'Lane 1,carp,joint,1,5,set.lr,0.05',
      'Lane 1,carp,joint,1,10,set.decoupled.eta,0.5',
    ]);

    const caption = captionText(state, 'https://example.org/');
    expect(caption).toContain('2 changes while training');
    expect(caption).toContain('lr = 0.001');
    expect(caption).toContain(
      'Lane 1, changed while training: lr = 0.05 at step 5, decoupled.eta = 0.5 at step 10.',
    );

    const linked = linkedResults(new URL(resultAddress(state, 'https://example.org/')).hash);
    expect(linked?.address).toContain('lr=0.001');
    const [read] = readCode(linked?.code ?? '', linked?.address ?? '', [saved.config]).lanes;
    expect(read?.course).toEqual({ changes: CHANGES, byHand: [] });

    expect(courseWords({ changes: CHANGES, byHand: [11] }, SMALL)).toEqual([
      'learning rate 0.05 at step 5',
      'η 0.5 at step 10',
      '1 step trained one at a time',
    ]);
  });
});

describe('an opened run with changes', () => {
  /** The page of `changed` that opened its own file. */
  function reopened() {
    const page = changed();
    const { lanes } = readRunJson(comparisonJson(page.store.state()));
    page.store.dispatch({ type: 'openRun', lanes, recorded: 'recorded earlier' });
    return page;
  }

  it('starts with its first settings and repeats its changes; the controls follow', () => {
    const { store, lane, train } = reopened();
    expect(store.state().lanes[0].config).toMatchObject({ lr: 0.001, 'decoupled.eta': 0.99 });
    store.dispatch({ type: 'start' });
    const [, again] = starts(lane.sent);
    expect(again).toMatchObject({
      config: { lr: 0.001, 'decoupled.eta': 0.99 },
      course: { changes: CHANGES, byHand: [] },
    });
    train(7);
    lane.say({ type: 'course', changes: CHANGES.slice(0, 1), byHand: [] });
    expect(store.state().lanes[0]).toMatchObject({
      config: { lr: 0.05, 'decoupled.eta': 0.99 },
      run: { config: { lr: 0.05 }, started: { lr: 0.001 } },
    });
    // a restart repeats it from the beginning
    store.dispatch({ type: 'restart' });
    lane.hear();
    expect(starts(lane.sent).at(-1)).toMatchObject({ config: { lr: 0.001 }, course: { changes: CHANGES } });
  });

  it('repeats no setting that was turned by hand since, and nothing after a reset', () => {
    const { store, lane, turn } = reopened();
    turn({ lr: 0.01 });
    store.dispatch({ type: 'start' });
    expect(starts(lane.sent).at(-1)).toMatchObject({
      config: { lr: 0.01, 'decoupled.eta': 0.99 },
      course: { changes: CHANGES.slice(1) },
    });
    lane.hear();
    store.dispatch({ type: 'reset' });
    lane.hear();
    store.dispatch({ type: 'start' });
    expect(starts(lane.sent).at(-1)).not.toHaveProperty('course');
  });

  it('repeats nothing with the configs of an address or of the tour, though they are the same', () => {
    const { store, lane } = reopened();
    const { config } = store.state().lanes[0];
    if (!config) throw new Error('no config');
    store.dispatch({ type: 'configs', configs: [config] });
    store.dispatch({ type: 'start' });
    expect(starts(lane.sent).at(-1)).toMatchObject({ config: { lr: 0.001 } });
    expect(starts(lane.sent).at(-1)).not.toHaveProperty('course');
  });

  it('is cleared by a preset of the settings that it started with', () => {
    const { store } = reopened();
    const { config } = store.state().lanes[0];
    if (!config) throw new Error('no config');
    const { state } = reduce(store.state(), { type: 'preset', configs: [config] });
    expect(state.lanes[0].run.config).toBeUndefined();
  });
});

it('a return to an earlier step is told and kept', () => {
  const { store, opened } = playedStore(1);
  const [lane] = opened;
  lane.ready();
  store.dispatch({ type: 'start' });
  lane.hear();
  const returns = [{ from: 7, to: 6 }];
  lane.say({ type: 'course', changes: [], byHand: [], returns });
  const state = store.state();
  expect(readRunJson(comparisonJson(state)).lanes[0].course).toEqual({ changes: [], byHand: [], returns });
  expect(captionText(state, '')).toContain(
    'Lane 1 went back from step 7 to 6 after a number that was not finite.',
  );
  expect(courseWords({ changes: [], byHand: [], returns }, SMALL)).toEqual([
    'back from step 7 to 6 after a number that was not finite',
  ]);
});

it('a setting turned while a lane loads reaches its run', () => {
  const { store, opened } = playedStore(1);
  opened[0].ready();
  store.dispatch({ type: 'start' });
  expect(store.state().lanes[0].phase).toBe('loading');
  store.dispatch({ type: 'turn', lane: 1, values: { lr: 0.02 } });
  opened[0].hear();
  expect(store.state().lanes[0].run).toMatchObject({
    config: { lr: 0.02 },
    course: { changes: [{ step: 0, key: 'lr', value: 0.02 }] },
  });
});
