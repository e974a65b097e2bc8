import { describe, expect, it } from 'vitest';
import { inTurn, type OverRun, runKeeping } from '../../../src/ui/runs/run-keeping.ts';
import { reportsOf } from '../../../src/ui/state/lane-state.ts';
import { NO_RESULTS } from '../../numbers.ts';
import { type PlayedLane, playedStore } from '../played-lane.ts';
import { saved as savedOf } from '../saved.ts';

/** A page whose runs that are over are collected. */
function page(lanes: number) {
  const over: OverRun[] = [];
  let ids = 0;
  /** Versions of runs that go on, and whether all was asked to be kept at once. */
  const going: OverRun[] = [];
  let hurried = 0;
  let clock = Date.UTC(2026, 10, 24, 10);
  const keeping = runKeeping(
    { put: (run) => (run.goesOn ? going : over).push(run), hurry: () => hurried++ },
    () => `id${++ids}`,
    () => new Date(clock),
  );
  const { store, opened } = playedStore(lanes, { keeping });
  for (const lane of opened) lane.ready();
  store.dispatch({ type: 'turn', lane: 'all', values: { steps: 20 } });
  const work = (rounds: number) => {
    for (let i = 0; i < rounds; i++) {
      for (const lane of opened) lane.work();
      const reports = reportsOf(store.state().lanes);
      store.dispatch({ type: 'drawn', reports });
    }
  };
  const later = (seconds: number) => {
    clock += 1000 * seconds;
  };
  return { store, opened, over, work, going, later, hurried: () => hurried };
}

const steps = (over: readonly OverRun[]) => over.map(({ lane }) => lane.final?.step);

describe('runs that are over', () => {
  it('are handed over when they end, with what an export of them holds', () => {
    const { store, over, work } = page(2);
    store.dispatch({ type: 'start' });
    work(100);
    expect(over.map(({ lane }) => lane)).toEqual(savedOf(store.state()));
    const [{ as: first }, { as: second }] = over;
    expect([first.lane, second.lane]).toEqual([1, 2]);
    expect(first.comparison).toBe(second.comparison);
    expect(first.startedAt).toBe(second.startedAt);
    expect(first.id).not.toBe(second.id);
  });

  it('of the next start are another comparison', () => {
    const { store, over, work } = page(2);
    for (let i = 0; i < 2; i++) {
      store.dispatch({ type: 'start' });
      work(100);
    }
    expect(over).toHaveLength(4);
    expect(new Set(over.map(({ as }) => as.comparison)).size).toBe(2);
    expect(new Set(over.map(({ as }) => as.id)).size).toBe(4);
  });

  it('come again under their id with their summary', () => {
    const { store, opened, over, work } = page(1);
    store.dispatch({ type: 'start' });
    work(100);
    opened[0].say({ ...NO_RESULTS, used: 1 });
    expect(over.map(({ lane }) => lane.summary?.used)).toEqual([undefined, 1]);
    expect(over[1].as).toEqual(over[0].as);
  });

  const given: readonly [string, Parameters<ReturnType<typeof page>['store']['dispatch']>[0]][] = [
    ['a reset', { type: 'reset' }],
    ['a new seed', { type: 'newSeed', seed: 7 }],
    ['a removed lane', { type: 'removeLane', lane: 1 }],
    [
      'its worker’s death',
      { type: 'death', lane: 1, trouble: { kind: 'crash', failed: 'x', why: 'y', todo: 'z' } },
    ],
  ];
  it.each(given)('stopped by %s are kept as they were', (_, action) => {
    const { store, over, work } = page(2);
    store.dispatch({ type: 'start' });
    work(8);
    expect(over).toEqual([]);
    const [was] = savedOf(store.state());
    store.dispatch(action);
    expect(over[0].lane).toEqual(was);
    expect(steps(over)[0]).toBe(5);
  });

  it('given up for a saved run are kept; the saved one is not kept again', () => {
    const saved = page(1);
    saved.store.dispatch({ type: 'start' });
    saved.work(100);
    const { store, over, work } = page(2);
    store.dispatch({ type: 'start' });
    work(8);
    store.dispatch({ type: 'openRun', lanes: savedOf(saved.store.state()), recorded: 'r' });
    expect(steps(over)).toEqual([5, 5]);
    store.dispatch({ type: 'start' });
    store.dispatch({ type: 'reset' });
    expect(over).toHaveLength(2);
  });

  it('with the untrained state alone are not kept', () => {
    const { store, over, work } = page(2);
    store.dispatch({ type: 'start' });
    work(2);
    expect(store.state().lanes[0].run.snapshots).toHaveLength(1);
    store.dispatch({ type: 'reset' });
    expect(over).toEqual([]);
  });

  it('of a lane that was started again beside the others are of their comparison', () => {
    const { store, opened, over, work } = page(2);
    store.dispatch({ type: 'start' });
    work(8);
    opened[0].die('gone');
    store.dispatch({ type: 'restartLane', lane: 1 });
    const again: PlayedLane = opened[2];
    again.ready();
    work(100);
    expect(over).toHaveLength(3);
    expect(steps(over)).toEqual([5, 20, 20]);
    expect(new Set(over.map(({ as }) => as.comparison)).size).toBe(1);
    expect(new Set(over.map(({ as }) => as.id)).size).toBe(3);
  });
});

describe('runs that go on', () => {
  it('are handed over with their second report, and then no more often than they may', () => {
    const { store, over, work, going, later } = page(1);
    store.dispatch({ type: 'turn', lane: 'all', values: { steps: 2000 } });
    store.dispatch({ type: 'start' });
    work(4);
    expect(going).toEqual([]);
    work(2);
    expect(steps(going)).toEqual([5]);
    work(10);
    expect(steps(going)).toEqual([5]);
    later(10);
    work(10);
    expect(going).toHaveLength(2);
    // half an hour later, a tenth of a minute is too short
    later(1800);
    work(10);
    later(60);
    work(10);
    expect(going).toHaveLength(3);
    later(60);
    work(10);
    expect(going).toHaveLength(4);
    expect(new Set(going.map(({ as }) => as.id)).size).toBe(1);
    store.dispatch({ type: 'reset' });
    expect(over).toHaveLength(1);
    expect(over[0].as).toEqual(going[0].as);
  });

  it('are kept at once when the page is hidden or left; runs that are over are not kept again', () => {
    const { store, work, going, hurried } = page(2);
    store.hid();
    expect([going.length, hurried()]).toEqual([0, 1]);
    store.dispatch({ type: 'start' });
    work(16);
    const before = going.length;
    store.leaves();
    expect(steps(going.slice(before))).toEqual([15, 15]);
    expect(hurried()).toBe(2);
    work(20);
    const after = going.length;
    store.hid();
    expect(going).toHaveLength(after);
  });
});

describe('in turn', () => {
  const run = (id: string, label: string): OverRun => ({
    as: { id, comparison: 'c', lane: 1, startedAt: '' },
    lane: {
      config: {},
      label,
      backend: { name: 'cpu', adapter: '', software: false, reason: '' },
      series: {},
    },
  });

  it('runs are written one at a time, the latest word on each, and a fault stops none', async () => {
    const idle: (() => void)[] = [];
    const written: string[] = [];
    const troubles: unknown[] = [];
    const keep = async ({ lane }: OverRun) => {
      if (lane.label === 'bad') throw new Error('full');
      written.push(String(lane.label));
    };
    const { put } = inTurn(
      keep,
      (callback) => idle.push(callback),
      (thrown) => troubles.push(thrown),
    );
    put(run('1', 'early'));
    put(run('2', 'bad'));
    put(run('1', 'late'));
    put(run('3', 'third'));
    expect(idle).toHaveLength(1);
    for (let turn = 1; turn <= 3; turn++) {
      idle.shift()?.();
      await new Promise((done) => setTimeout(done));
      expect(idle).toHaveLength(turn < 3 ? 1 : 0);
    }
    expect(written).toEqual(['late', 'third']);
    expect(troubles).toHaveLength(1);
    put(run('4', 'after'));
    idle.shift()?.();
    await new Promise((done) => setTimeout(done));
    expect(written.at(-1)).toBe('after');
  });

  it('all are written at once when the page may go, each run’s versions one after the other', async () => {
    const idle: (() => void)[] = [];
    const writing: string[] = [];
    const written: string[] = [];
    const ends = new Map<string, () => void>();
    const keep = async ({ lane: { label = '' } }: OverRun) => {
      writing.push(label);
      await new Promise<void>((end) => ends.set(label, end));
      written.push(label);
    };
    const end = async (label: string) => {
      ends.get(label)?.();
      await new Promise((done) => setTimeout(done));
    };
    const queue = inTurn(
      keep,
      (callback) => idle.push(callback),
      () => {},
    );
    queue.put(run('1', 'one'));
    idle.shift()?.();
    queue.put(run('1', 'one, later'));
    queue.put(run('2', 'two'));
    expect(writing).toEqual(['one']);
    queue.hurry();
    expect(writing).toEqual(['one', 'two']);
    await end('two');
    expect(writing).toEqual(['one', 'two']);
    await end('one');
    expect(writing).toEqual(['one', 'two', 'one, later']);
    await end('one, later');
    expect(written).toEqual(['two', 'one', 'one, later']);
    // what comes later is in no hurry
    queue.put(run('3', 'three'));
    expect(writing).not.toContain('three');
    expect(idle).toHaveLength(1);
  });

  it('a run whose first version could not be kept is not tried again before its end', async () => {
    const idle: (() => void)[] = [];
    const troubles: unknown[] = [];
    const queue = inTurn(
      async () => {
        throw new Error('full');
      },
      (callback) => idle.push(callback),
      (thrown) => troubles.push(thrown),
    );
    const all = async () => {
      idle.shift()?.();
      await new Promise((done) => setTimeout(done));
    };
    queue.put({ ...run('1', 'one'), goesOn: true });
    await all();
    queue.put({ ...run('1', 'one'), goesOn: true });
    await all();
    expect(troubles).toHaveLength(1);
    queue.put(run('1', 'one'));
    await all();
    expect(troubles).toHaveLength(2);
  });
});
