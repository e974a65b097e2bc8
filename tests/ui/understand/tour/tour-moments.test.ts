import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { onset } from '../../../../src/metrics/onset.ts';
import { showReference } from '../../../../src/ui/runs/reference-run.ts';
import { seriesOf } from '../../../../src/ui/state/history.ts';
import { reportsOf, shownMeasure } from '../../../../src/ui/state/lane-state.ts';
import type { Store } from '../../../../src/ui/state/store.ts';
import { settled, showsExample, vacant } from '../../../../src/ui/understand/tour/run-on-page.ts';
import { uniqueNow } from '../../../../src/ui/understand/tour/tour-lanes.ts';
import { lookAt, momentsOf, showsMoment } from '../../../../src/ui/understand/tour/tour-moments.ts';
import { STOPS } from '../../../../src/ui/understand/tour/tour-stops.ts';
import { percent } from '../../../../src/ui/words/numerals.ts';
import { type PlayedLane, playedStore } from '../../played-lane.ts';
import { SMALL } from '../../small-catalogue.ts';

const FILE = new Uint8Array(
  readFileSync(new URL('../../../../public/recorded/carp.json.gz', import.meta.url)),
);
const bring = (store: Store) => showReference(store, async () => FILE, vacant);

let store: Store;
let opened: PlayedLane[];

function train(steps: number): void {
  for (let i = 0; i < steps; i++) {
    for (const each of opened) each.work();
    store.dispatch({ type: 'drawn', reports: reportsOf(store.state().lanes) });
  }
}

beforeEach(() => {
  ({ store, opened } = playedStore(2));
  for (const each of opened) each.ready();
});

describe('the moments of the example', () => {
  const enter = (stop: number) => {
    store.dispatch(lookAt(momentsOf(store.state(), STOPS[stop].moments ?? [])[0]));
    return store.state().at;
  };

  it('are steps at which the page holds a whole report', async () => {
    await bring(store);
    const { lanes } = store.state();
    const kept = lanes[0].run.snapshots.map(({ step }) => step);
    for (const { moments = [] } of STOPS) {
      const found = momentsOf(store.state(), moments);
      expect(found.map(({ id }) => id)).toEqual(moments);
      for (const { step } of found) expect(kept).toContain(step);
    }
  });

  it('turn the page to the step where each stop’s thing is seen', async () => {
    await bring(store);
    const joint = store.state().lanes[0].run;
    const began = onset(seriesOf(joint.history, 'unique', store.state().epsilon));
    expect(began).toBeGreaterThan(0);
    const seen = STOPS.map((_, i) => enter(i));
    const [first, same, ring, count, half, why, decoupled, used, training, table] = seen;
    expect([same, ring]).toEqual([0, 0]);
    for (const end of [first, count, decoupled, used, training, table]) expect(end).toBeUndefined();
    // the first whole report since
    expect(why).toBe(joint.snapshots.find(({ step }) => step >= Number(began))?.step);
    expect(half).toBeGreaterThan(Number(began));
    const unique = shownMeasure(joint, half)?.unique[store.state().epsilon];
    expect(Math.abs((unique ?? 0) - 0.5)).toBeLessThan(0.06);
  });

  it('quote in the sheet the number that the page shows', async () => {
    await bring(store);
    const step = enter(4);
    const measure = shownMeasure(store.state().lanes[0].run, step);
    expect(uniqueNow(store.state(), 'joint')).toBe(
      `Lane 1, joint, step ${step}: ${percent(measure?.unique[store.state().epsilon])} unique (ε 0.5).`,
    );
  });

  it('say which of them the page shows', async () => {
    await bring(store);
    const [start, end] = momentsOf(store.state(), ['start', 'end']);
    expect([start, end].map((each) => showsMoment(store.state(), each))).toEqual([false, true]);
    store.dispatch(lookAt(start));
    expect([start, end].map((each) => showsMoment(store.state(), each))).toEqual([true, false]);
    store.dispatch(lookAt(undefined));
    expect(store.state().at).toBeUndefined();
  });

  it('leave out a collapse that the run on the page does not have', () => {
    expect(momentsOf(store.state(), ['start', 'end'])).toEqual([]);
    store.dispatch({ type: 'turn', lane: 'all', values: { steps: 5 } });
    store.dispatch({ type: 'start' });
    for (const each of opened) each.hear();
    // a lane that trains is followed
    expect(momentsOf(store.state(), ['start', 'end'])).toEqual([]);
    train(20);
    expect(settled(store.state())).toBe(true);
    // played lanes end at one half, so they never fall below it
    expect(momentsOf(store.state(), ['half', 'start', 'end']).map(({ id, step }) => [id, step])).toEqual([
      ['end', 5],
      ['start', 0],
    ]);
  });
});

describe('the example, brought by the tour', () => {
  it('comes to a page with settings of its own, and leaves them in the controls', async () => {
    store.dispatch({ type: 'turn', lane: 'all', values: { K: 64 } });
    await bring(store);
    expect(showsExample(store.state())).toBe(true);
    expect(store.state().lanes.map(({ config }) => config?.['K'])).toEqual([64, 64]);
  });

  it('gives a page of one lane a second, and keeps the first', async () => {
    const [first] = store.state().lanes;
    store.dispatch({ type: 'configs', configs: [{ ...first.config, K: 64 }] });
    await bring(store);
    expect(store.state().lanes.map(({ run }) => run.config?.['prototypes'])).toEqual(['joint', 'decoupled']);
    expect(store.state().lanes[0].config?.['K']).toBe(64);
    expect(store.state().lanes[1].config).toMatchObject({ method: SMALL.shelves.method[0].id });
  });

  it('takes no place from a run of the person’s own, training or done', async () => {
    store.dispatch({ type: 'turn', lane: 'all', values: { steps: 5 } });
    store.dispatch({ type: 'start' });
    await bring(store);
    expect(showsExample(store.state())).toBe(false);
    for (const each of opened) each.hear();
    train(20);
    const before = store.state();
    expect(settled(before)).toBe(true);
    await bring(store);
    expect(store.state()).toBe(before);
    // asked for, it comes
    await showReference(store, async () => FILE, settled);
    expect(showsExample(store.state())).toBe(true);
  });
});
