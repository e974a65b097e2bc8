import { beforeEach, describe, expect, it } from 'vitest';
import type { Action } from '../../../src/ui/state/app-state.ts';
import { latestOf, reportsOf } from '../../../src/ui/state/lane-state.ts';
import type { Store } from '../../../src/ui/state/store.ts';
import { type PlayedLane, playedStore } from '../played-lane.ts';

let opened: PlayedLane[];
let frames: (() => void)[];
let hidden: boolean;
let store: Store;

/** Worker of lane 1 or 2, the newest where it was opened again. */
const worker = (lane: number, time = 0) => opened[time * 2 + lane - 1];
const lane = (id: number) => store.state().lanes[id - 1];
const phases = () => store.state().lanes.map((each) => each.phase);
const types = (id: number) => worker(id).sent.map((command) => command.type);

/** Lets every worker hear what it was sent, and say what it has to say to that. */
function settle(): void {
  while (opened.map((each) => !each.closed && each.hear()).some(Boolean));
}

function act(action: Action): void {
  store.dispatch(action);
  settle();
}

function draw(): void {
  const reports = reportsOf(store.state().lanes);
  act({ type: 'drawn', reports });
}

/** Both workers at work, with the screen drawn after every step. */
function train(steps: number): void {
  for (let i = 0; i < steps; i++) {
    for (const each of opened) if (!each.closed) each.work();
    draw();
  }
}

beforeEach(() => {
  frames = [];
  hidden = false;
  const nextFrame = (callback: () => void) => void frames.push(callback);
  ({ store, opened } = playedStore(2, { nextFrame, hidden: () => hidden }));
});

const ready = () => {
  for (const each of opened) each.ready();
  act({ type: 'turn', lane: 'all', values: { steps: 20 } });
};

describe('before the engine is there', () => {
  it('opens a worker a lane and starts nothing', () => {
    expect(opened).toHaveLength(2);
    act({ type: 'start' });
    act({ type: 'step' });
    expect(types(1)).toEqual([]);
    expect(store.state().intent).toBe('idle');
  });

  it('opens with joint beside decoupled', () => {
    ready();
    expect(phases()).toEqual(['idle', 'idle']);
    expect([lane(1).config?.['prototypes'], lane(2).config?.['prototypes']]).toEqual(['joint', 'decoupled']);
    expect([lane(1).config?.['method'], lane(2).config?.['method']]).toEqual(['carp', 'carp']);
  });

  it('shows a worker that cannot open, and leaves the other alone', () => {
    worker(1).die('it did not load');
    worker(2).ready();
    expect(phases()).toEqual(['dead', 'idle']);
    expect(lane(1).trouble?.failed).toContain('did not load');
  });

  it('starts the ready lane at once and the late one when it comes', () => {
    worker(1).ready();
    act({ type: 'start' });
    expect(phases()).toEqual(['running', 'opening']);
    expect(types(2)).toEqual([]);
    draw();
    expect(worker(1).sent.some((command) => command.type === 'grant' && command.report > 0)).toBe(false);
    worker(2).ready();
    settle();
    expect(types(2)[0]).toBe('start');
    expect(phases()).toEqual(['running', 'running']);
  });
});

describe('a run', () => {
  beforeEach(ready);

  it('trains both lanes to the end, in lockstep', () => {
    act({ type: 'start' });
    expect(types(1).slice(0, 2)).toEqual(['start', 'grant']);
    draw();
    for (let i = 0; i < 200; i++) {
      worker(i % 3 === 0 ? 2 : 1).work();
      draw();
      expect(Math.abs(worker(1).reached() - worker(2).reached())).toBeLessThanOrEqual(1);
    }
    expect(phases()).toEqual(['done', 'done']);
    expect(store.state().intent).toBe('idle');
    expect(latestOf(lane(1).run)?.step).toBe(20);
    expect(lane(1).run.history.loss.steps).toEqual([5, 10, 15, 20]);
    expect(lane(1).run.history.used.steps).toEqual([0, 5, 10, 15, 20]);
  });

  it('waits for a screen that is late, but not when nobody looks', () => {
    act({ type: 'turn', lane: 'all', values: { steps: 60 } });
    act({ type: 'start' });
    for (let i = 0; i < 60; i++) for (const each of opened) each.work();
    expect([worker(1).reached(), worker(2).reached()]).toEqual([4, 4]);
    draw();
    for (let i = 0; i < 60; i++) for (const each of opened) each.work();
    expect([worker(1).reached(), worker(2).reached()]).toEqual([9, 9]);
    hidden = true;
    // no frame comes any more
    store.hid();
    for (let i = 0; i < 120; i++) for (const each of opened) each.work();
    expect(phases()).toEqual(['done', 'done']);
  });

  it('tells listeners of reports once a frame, and of a person’s acts at once', () => {
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    act({ type: 'start' });
    const atStart = told;
    expect(atStart).toBeGreaterThan(0);
    draw();
    expect(told).toBe(atStart);
    train(4);
    expect(told).toBe(atStart);
    expect(frames).toHaveLength(1);
    frames[0]();
    expect(told).toBe(atStart + 1);
  });

  it('pauses, steps one step in each lane, and resumes', () => {
    act({ type: 'start' });
    draw();
    train(7);
    act({ type: 'pause' });
    expect(phases()).toEqual(['paused', 'paused']);
    const before = lane(1).run.step;
    train(10);
    expect(lane(1).run.step).toBe(before);
    act({ type: 'step' });
    expect([latestOf(lane(1).run)?.step, latestOf(lane(2).run)?.step]).toEqual([before + 1, before + 1]);
    act({ type: 'step' });
    expect(latestOf(lane(2).run)?.step).toBe(before + 2);
    expect(phases()).toEqual(['paused', 'paused']);
    draw();
    act({ type: 'resume' });
    train(100);
    expect(phases()).toEqual(['done', 'done']);
  });

  it('steps from idle: starts, pauses, does one step', () => {
    act({ type: 'step' });
    expect(phases()).toEqual(['paused', 'paused']);
    expect([latestOf(lane(1).run)?.step, latestOf(lane(2).run)?.step]).toEqual([1, 1]);
    expect(types(1).filter((type) => type === 'grant')).toEqual([]);
  });

  it('does not resend a step that is under way', () => {
    act({ type: 'start' });
    act({ type: 'pause' });
    store.dispatch({ type: 'step' });
    store.dispatch({ type: 'step' });
    expect(types(1).filter((type) => type === 'step')).toHaveLength(1);
  });

  it('resets with the same seed, and hears nothing more of the old run', () => {
    act({ type: 'start' });
    draw();
    train(8);
    const seed = lane(1).config?.['seed'];
    act({ type: 'reset' });
    expect(phases()).toEqual(['idle', 'idle']);
    expect(latestOf(lane(1).run)).toBeUndefined();
    worker(1).say({ type: 'pulse', step: 9, tensors: 0, bytes: 0 });
    expect(lane(1).run.step).toBe(0);
    expect(lane(1).config?.['seed']).toBe(seed);
    act({ type: 'start' });
    expect(worker(1).started()?.['seed']).toBe(seed);
    expect(latestOf(lane(1).run)?.report).toBe(0);
  });

  it('starts again after a stop that is still on its way', () => {
    act({ type: 'start' });
    store.dispatch({ type: 'reset' });
    expect(lane(1).phase).toBe('stopping');
    store.dispatch({ type: 'start' });
    expect(types(1).at(-1)).toBe('stop');
    worker(1).say({ type: 'phase', phase: 'running' });
    expect(lane(1).phase).toBe('stopping');
    worker(1).say({ type: 'phase', phase: 'stopped' });
    expect(lane(1).phase).toBe('loading');
    expect(types(1).slice(-2)).toEqual(['start', 'grant']);
  });

  it('restarts every lane with its settings, running or not', () => {
    act({ type: 'start' });
    draw();
    train(6);
    act({ type: 'turn', lane: 2, values: { prototypes: 'fixed' } });
    expect(lane(2).run.config?.['prototypes']).toBe('decoupled');
    store.dispatch({ type: 'restart' });
    expect([lane(1).phase, lane(2).phase]).toEqual(['stopping', 'stopping']);
    for (const number of [1, 2]) worker(number).say({ type: 'phase', phase: 'stopped' });
    expect(phases()).toEqual(['loading', 'loading']);
    act({ type: 'epsilon', index: 0 });
    expect(worker(2).started()?.['prototypes']).toBe('fixed');
    expect(latestOf(lane(1).run)?.report).toBe(0);
    // and lanes that stand
    act({ type: 'reset' });
    act({ type: 'restart' });
    expect(store.state().intent).toBe('run');
  });

  it('gives every lane a new seed', () => {
    act({ type: 'start' });
    act({ type: 'newSeed', seed: 77 });
    expect([lane(1).config?.['seed'], lane(2).config?.['seed']]).toEqual([77, 77]);
    expect(phases()).toEqual(['idle', 'idle']);
  });

  it('keeps the other lane going when a worker dies, and starts the dead one again on request', () => {
    act({ type: 'start' });
    draw();
    train(6);
    worker(1).die('out of memory');
    expect(lane(1).phase).toBe('dead');
    expect(latestOf(lane(1).run)?.step).toBe(5);
    train(5);
    expect(lane(2).run.step).toBeGreaterThan(6);
    const reached = worker(2).reached();
    act({ type: 'restartLane', lane: 1 });
    const again = opened[2];
    expect(lane(1).trouble).toBeUndefined();
    train(20);
    expect(worker(2).reached()).toBeLessThanOrEqual(reached + 1);
    again.ready();
    settle();
    expect(again.sent[0]?.type).toBe('start');
    draw();
    train(100);
    expect(phases()).toEqual(['done', 'done']);
  });

  it('does not let a lane in trouble hold the other back', () => {
    act({ type: 'start' });
    draw();
    train(6);
    worker(1).trouble();
    train(100);
    expect(lane(2).phase).toBe('done');
    expect(latestOf(lane(1).run)?.step).toBe(5);
    expect(lane(1).trouble?.step).toBe(6);
  });

  it('starts no lane when the settings of one are refused', () => {
    ready();
    act({ type: 'start' });
    worker(1).say({
      type: 'trouble',
      trouble: { kind: 'config', failed: 'K = 66', why: 'It does not fit.', todo: 'Change K.' },
    });
    worker(1).say({ type: 'phase', phase: 'failed' });
    settle();
    expect(lane(1).trouble?.failed).toBe('K = 66');
    expect(phases()).toEqual(['failed', 'idle']);
    expect(types(2).at(-1)).toBe('stop');
    act({ type: 'start' });
    expect(phases()).toEqual(['running', 'running']);
  });

  it('goes on when resumed before the worker heard the pause', () => {
    ready();
    act({ type: 'start' });
    train(6);
    store.dispatch({ type: 'pause' });
    store.dispatch({ type: 'resume' });
    settle();
    expect(phases()).toEqual(['running', 'running']);
    train(40);
    expect(phases()).toEqual(['done', 'done']);
  });

  it('does not wait for a step that ended in trouble, and resumes from it', () => {
    ready();
    act({ type: 'step' });
    store.dispatch({ type: 'step' });
    worker(1).trouble();
    expect(lane(1).stepping).toBe(false);
    settle();
    act({ type: 'resume' });
    expect(lane(1).trouble).toBeUndefined();
    expect(phases()).toEqual(['running', 'running']);
  });

  it('turns live knobs in the run and keeps the rest for the next start', () => {
    act({ type: 'start' });
    act({ type: 'turn', lane: 1, values: { lr: 0.01 } });
    act({ type: 'turn', lane: 'all', values: { K: 64 } });
    expect(worker(1).sent.filter((command) => command.type === 'set')).toEqual([
      { type: 'set', key: 'lr', value: 0.01 },
    ]);
    expect(worker(2).sent.some((command) => command.type === 'set')).toBe(false);
    expect([lane(1).run.config?.['lr'], lane(1).run.config?.['K'], lane(1).config?.['K']]).toEqual([
      0.01, 512, 64,
    ]);
  });

  it('turns a send that fails into that lane’s death', () => {
    worker(2).send = () => {
      throw new Error('the port is gone');
    };
    act({ type: 'start' });
    expect(lane(2).phase).toBe('dead');
    expect(lane(2).trouble?.why).toContain('the port is gone');
    expect(lane(1).phase).toBe('running');
  });
});
