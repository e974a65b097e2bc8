import { beforeEach, describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import type { Action } from '../../../src/ui/state/app-state.ts';
import { openingConfigs } from '../../../src/ui/state/experiment.ts';
import { type Apart, another, MOST_LANES } from '../../../src/ui/state/lane-limits.ts';
import { latestOf, reportsOf } from '../../../src/ui/state/lane-state.ts';
import type { Store } from '../../../src/ui/state/store.ts';
import { type PlayedLane, playedStore } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';

let opened: PlayedLane[];
let store: Store;

const lanes = () => store.state().lanes;
const phases = () => lanes().map((lane) => lane.phase);
const methods = () => lanes().map((lane) => lane.config?.['method']);
const prototypes = () => lanes().map((lane) => lane.config?.['prototypes']);
const alive = () => opened.filter((each) => !each.closed);

function act(action: Action): void {
  store.dispatch(action);
  while (
    alive()
      .map((each) => each.hear())
      .some(Boolean)
  );
}

/** A step in every worker, with the screen drawn after it; no lane may ever be two reports ahead. */
function train(steps: number): void {
  for (let i = 0; i < steps; i++) {
    // some lanes are faster than others
    alive().forEach((each, nth) => {
      if (i % (1 + (nth % 3)) === 0) each.work();
    });
    act({ type: 'drawn', reports: reportsOf(lanes()) });
    const reached = lanes().flatMap(({ phase, run }) =>
      phase === 'running' ? (latestOf(run)?.report ?? []) : [],
    );
    expect(Math.max(...reached) - Math.min(...reached)).not.toBeGreaterThan(1);
  }
}

function open(count: number): void {
  ({ store, opened } = playedStore(count));
  for (const each of opened) each.ready();
}

const ready = () => {
  for (const each of alive()) each.ready();
};
const add = (apart: Apart = 'prototypes') => {
  act({ type: 'addLane', apart });
  opened.at(-1)?.ready();
};

describe.each([1, 2, 3, 4, 5, 6])('%i lanes', (count) => {
  it('train to the end in lockstep', () => {
    open(2);
    act({ type: 'configs', configs: openingConfigs(SMALL, count) });
    ready();
    act({ type: 'turn', lane: 'all', values: { steps: 20 } });
    expect(alive()).toHaveLength(count);
    act({ type: 'start' });
    train(200);
    expect(phases()).toEqual(Array(count).fill('done'));
    for (const lane of lanes()) expect(lane.run.history.loss.steps).toEqual([5, 10, 15, 20]);
    expect(store.state().intent).toBe('idle');
  });
});

describe('many lanes', () => {
  it('tell listeners of a report as soon as all have brought it, and of less within half a second', () => {
    const frames: (() => void)[] = [];
    const waits: number[] = [];
    let now = 0;
    ({ store, opened } = playedStore(3, {
      nextFrame: (callback) => void frames.push(callback),
      after: (milliseconds) => void waits.push(milliseconds),
      now: () => now,
    }));
    ready();
    act({ type: 'start' });
    for (const frame of frames.splice(0)) frame();
    now = 1000;
    opened[0].work();
    expect([frames.length, waits.at(-1)]).toEqual([0, 500]);
    for (let i = 0; i < 4; i++) opened[0].work();
    expect([latestOf(lanes()[0].run)?.report, frames.length, waits.at(-1)]).toEqual([1, 0, 250]);
    for (let i = 0; i < 5; i++) opened[1].work();
    expect(frames).toHaveLength(0);
    for (let i = 0; i < 5; i++) opened[2].work();
    expect(frames).toHaveLength(1);
  });
});

describe('adding a lane', () => {
  beforeEach(() => open(2));

  it('waits for the catalogue', () => {
    ({ store, opened } = playedStore(1));
    act({ type: 'addLane', apart: 'copy' });
    expect(lanes()).toHaveLength(1);
  });

  it('repeats the last with prototypes that are new to its method, while there are some', () => {
    act({ type: 'turn', lane: 'all', values: { K: 64 } });
    add();
    act({ type: 'addLane', apart: 'prototypes' });
    expect(prototypes()).toEqual(['joint', 'decoupled', 'fixed']);
    expect(lanes().map((lane) => lane.config?.['K'])).toEqual([64, 64, 64]);
  });

  it('repeats the last with the next method that no lane shows and its encoder serves', () => {
    act({ type: 'turn', lane: 'all', values: { K: 64 } });
    add('method');
    expect(methods()).toEqual(['carp', 'carp', 'swav']);
    expect(lanes().at(-1)?.config).toMatchObject({ K: 64, prototypes: 'decoupled' });
    act({ type: 'addLane', apart: 'method' });
    expect(methods()).toEqual(['carp', 'carp', 'swav']);

    const shown = openingConfigs(catalogue).map((config) => ({ ...config, method: 'swav' }));
    const next = (configs: readonly RunConfig[]) => another('method', configs, catalogue);
    expect(next(shown)?.['method']).toBe('dino');
    // after DINO the catalogue has methods that need patches, and begins anew with CARP
    expect(next([...shown, { ...shown[0], method: 'dino' }])?.['method']).toBe('carp');
    expect(next([{ ...shown[0], method: 'dino', encoder: 'vit' }])?.['method']).toBe('ibot');
  });

  it('repeats the last as it is, and stops at six', () => {
    for (let i = 0; i < 10; i++) add('copy');
    expect(lanes()).toHaveLength(MOST_LANES);
    expect(alive()).toHaveLength(MOST_LANES);
    expect(
      new Set(
        lanes()
          .slice(1)
          .map((lane) => JSON.stringify(lane.config)),
      ).size,
    ).toBe(1);
  });

  it('leaves a run alone, and joins at the next start', () => {
    act({ type: 'turn', lane: 'all', values: { steps: 20 } });
    act({ type: 'start' });
    train(10);
    add();
    expect(phases()).toEqual(['running', 'running', 'idle']);
    train(100);
    expect(phases()).toEqual(['done', 'done', 'idle']);
    act({ type: 'start' });
    train(200);
    expect(phases()).toEqual(['done', 'done', 'done']);
  });

  it('never gives an id again', () => {
    add();
    act({ type: 'removeLane', lane: lanes()[2].id });
    add();
    expect(lanes().map((lane) => lane.id)).toEqual([1, 2, 4]);
  });
});

describe('removing a lane', () => {
  beforeEach(() => {
    open(2);
    add();
    act({ type: 'turn', lane: 'all', values: { steps: 20 } });
  });

  it('ends its worker, and the others go on without it', () => {
    act({ type: 'start' });
    train(9);
    act({ type: 'removeLane', lane: 2 });
    expect(opened.map((each) => each.closed)).toEqual([false, true, false]);
    expect(prototypes()).toEqual(['joint', 'fixed']);
    train(200);
    expect(phases()).toEqual(['done', 'done']);
  });

  it('frees the lanes that waited for it', () => {
    act({ type: 'start' });
    train(3);
    const others = alive().slice(0, 2);
    for (let i = 0; i < 40; i++) {
      for (const each of others) each.work();
      const reports = reportsOf(lanes());
      act({ type: 'drawn', reports });
    }
    const stuck = lanes()[0].run.step;
    expect(stuck).toBeLessThan(20);
    act({ type: 'removeLane', lane: 3 });
    train(100);
    expect(phases()).toEqual(['done', 'done']);
  });

  it('keeps the last one', () => {
    for (const id of [1, 2, 3]) act({ type: 'removeLane', lane: id });
    expect(lanes().map((lane) => lane.id)).toEqual([3]);
    expect(alive()).toHaveLength(1);
  });
});

describe('the configs of a preset', () => {
  it('bring their number of lanes, and keep the workers that are there', () => {
    open(2);
    const five = openingConfigs(SMALL, 5).map((config, i) => ({ ...config, K: 8 * (i + 1) }));
    act({ type: 'configs', configs: five });
    expect(opened).toHaveLength(5);
    ready();
    expect(lanes().map((lane) => lane.config)).toEqual(five);
    act({ type: 'configs', configs: five.slice(0, 3) });
    expect(opened.map((each) => each.closed)).toEqual([false, false, false, true, true]);
    expect(phases()).toEqual(['idle', 'idle', 'idle']);
    act({ type: 'configs', configs: [] });
    expect(lanes()).toHaveLength(3);
  });
});

describe('lanes in another order', () => {
  it('keep their runs, and know where the row ends', () => {
    open(2);
    act({ type: 'start' });
    train(6);
    const [first, second] = lanes();
    act({ type: 'moveLane', lane: second.id, by: -1 });
    expect(lanes()).toEqual([second, first]);
    act({ type: 'moveLane', lane: second.id, by: -1 });
    expect(lanes()).toEqual([second, first]);
    act({ type: 'moveLane', lane: first.id, by: 1 });
    expect(lanes()).toEqual([second, first]);
    act({ type: 'moveLane', lane: second.id, by: 1 });
    expect(lanes()).toEqual([first, second]);
  });
  it('are doubled beside themselves, with settings and without the run', () => {
    open(2);
    act({ type: 'turn', lane: lanes()[0].id, values: { K: 64 } });
    act({ type: 'start' });
    train(3);
    act({ type: 'duplicateLane', lane: lanes()[0].id });
    expect(prototypes()).toEqual(['joint', 'joint', 'decoupled']);
    expect(lanes()[1].config).toEqual(lanes()[0].config);
    expect(latestOf(lanes()[1].run)).toBeUndefined();
    for (let i = 0; i < 9; i++) act({ type: 'duplicateLane', lane: lanes()[0].id });
    expect(lanes()).toHaveLength(MOST_LANES);
  });
});

describe('free pace', () => {
  it('lets a lane run ahead of one that does nothing', () => {
    open(2);
    act({ type: 'pace', pace: 'free' });
    act({ type: 'turn', lane: 'all', values: { steps: 20 } });
    act({ type: 'start' });
    for (let i = 0; i < 100; i++) {
      alive()[0].work();
      act({ type: 'drawn', reports: reportsOf(lanes().slice(0, 1)) });
    }
    expect(phases()).toEqual(['done', 'running']);
  });
  it('gives lanes seeds of their own, and lockstep takes the first one’s for all', () => {
    open(3);
    const seeds = () => lanes().map((lane) => lane.config?.['seed']);
    act({ type: 'pace', pace: 'free' });
    act({ type: 'newSeed', seed: 7 });
    expect(seeds()).toEqual([7, 8, 9]);
    act({ type: 'pace', pace: 'lockstep' });
    expect(seeds()).toEqual([7, 7, 7]);
    act({ type: 'newSeed', seed: 5 });
    expect(seeds()).toEqual([5, 5, 5]);
  });
});
