import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import type { Action, AppState } from '../../../src/ui/state/app-state.ts';
import { openingConfigs } from '../../../src/ui/state/experiment.ts';
import type { Apart } from '../../../src/ui/state/lane-limits.ts';
import { NO_LESSON, readLesson } from '../../../src/ui/state/lesson.ts';
import { configsOf, conflicts, lockTroubles } from '../../../src/ui/state/locks.ts';
import { initial, reduce } from '../../../src/ui/state/reduce.ts';
import { SMALL } from '../small-catalogue.ts';

/** The page of a lesson, with its engine there. */
function page(lock: string): AppState {
  const lesson = readLesson(`?lock=${lock}`);
  return reduce(
    { ...initial(2, 'cpu'), lesson },
    { type: 'report', lane: 1, report: { type: 'ready', catalogue: SMALL, version: '1' } },
  ).state;
}
const pageAfter = (state: AppState, ...actions: Action[]) =>
  actions.reduce((now, action) => reduce(now, action).state, state);
const values = (state: AppState, key: string) => state.lanes.map(({ config }) => config?.[key]);

describe('a locked setting', () => {
  it('is not turned, in a lane or in all; others are', () => {
    const turned = pageAfter(
      page('K'),
      { type: 'turn', lane: 'all', values: { K: 64, steps: 20 } },
      { type: 'turn', lane: 1, values: { K: 128, batch: 8 } },
    );
    expect(values(turned, 'K')).toEqual([512, 512]);
    expect(values(turned, 'steps')).toEqual([20, 20]);
    expect(values(turned, 'batch')).toEqual([8, 64]);
  });

  it('opens as the link says, and is kept by presets and by the address after that', () => {
    const asked = openingConfigs(SMALL, 3).map((config) => ({ ...config, K: 64, steps: 20 }));
    const opened = pageAfter(page('K'), { type: 'configs', configs: asked.slice(0, 2), opens: true });
    expect(values(opened, 'K')).toEqual([64, 64]);
    const configs = asked.map((config) => ({ ...config, K: 256, batch: 8 }));
    expect(conflictsWith(configs, opened)).toEqual(['K']);
    expect(lockTroubles(configs, opened)[0].why).toContain('lock=K');
    const preset = pageAfter(opened, { type: 'configs', configs });
    expect(values(preset, 'K')).toEqual([64, 64, 64]);
    expect(values(preset, 'batch')).toEqual([8, 8, 8]);
    expect(conflictsWith(asked, opened)).toEqual([]);
  });

  it('is kept where a saved run is opened', () => {
    const lane = {
      config: { ...openingConfigs(SMALL, 1)[0], K: 64, steps: 7 },
      label: 'saved',
      backend: { name: 'cpu', adapter: 'a processor', software: true, reason: 'asked' },
      series: {},
    } as const;
    const opened = pageAfter(page('K'), { type: 'openRun', lanes: [lane], recorded: 'of before' });
    expect(values(opened, 'K')).toEqual([512]);
    expect(values(opened, 'steps')).toEqual([7]);
    expect(opened.lanes[0].run.config?.['K']).toBe(64);
  });

  it('keeps a seed, which lanes at their own pace need not share', () => {
    const state = page('seed');
    expect(pageAfter(state, { type: 'newSeed', seed: 5 })).toBe(state);
    expect(pageAfter(state, { type: 'seeds', count: 3 })).toBe(state);
    expect(pageAfter(state, { type: 'pace', pace: 'free' }).pace).toBe('free');
    expect(pageAfter(page('pace'), { type: 'pace', pace: 'free' }).pace).toBe('lockstep');
  });
});

/** Locked settings that a page would lose to configs. */
function conflictsWith(configs: readonly RunConfig[], page: AppState): string[] {
  return conflicts(configs, configsOf(page), page.lesson?.lock ?? NO_LESSON.lock);
}

describe('locked lanes', () => {
  it('are neither added, doubled, moved nor removed', () => {
    const state = page('lanes');
    const actions: Action[] = [
      { type: 'addLane', apart: 'method' },
      { type: 'addLane', apart: 'prototypes' },
      { type: 'addLane', apart: 'copy' },
      { type: 'duplicateLane', lane: 1 },
      { type: 'moveLane', lane: 1, by: 1 },
      { type: 'removeLane', lane: 1 },
    ];
    for (const action of actions) expect(pageAfter(state, action)).toBe(state);
  });

  it('stay as many as they are when a preset has more or fewer', () => {
    const state = page('lanes');
    const six = openingConfigs(SMALL, 6).map((config) => ({ ...config, steps: 20 }));
    expect(conflictsWith(six, state)).toEqual(['lanes']);
    expect(values(pageAfter(state, { type: 'configs', configs: six }), 'steps')).toEqual([20, 20]);
    expect(values(pageAfter(state, { type: 'configs', configs: six.slice(0, 1) }), 'steps')).toEqual([
      20, 500,
    ]);
  });
});

it('keeps an added lane from another method or other prototypes where these are locked', () => {
  const added = (lock: string, apart: Apart) => {
    const last = pageAfter(page(lock), { type: 'addLane', apart }).lanes[2]?.config;
    return last && `${last['method']} ${last['prototypes']}`;
  };
  expect(added('prototypes', 'prototypes')).toBeUndefined();
  expect(added('prototypes', 'method')).toBe('swav decoupled');
  expect(added('method', 'method')).toBeUndefined();
  expect(added('method', 'prototypes')).toBe('carp fixed');
  for (const lock of ['method', 'prototypes', 'K']) expect(added(lock, 'copy')).toBe('carp decoupled');
});

it('locks nothing without a lesson', () => {
  const free = reduce(initial(2, 'cpu'), {
    type: 'report',
    lane: 1,
    report: { type: 'ready', catalogue: SMALL, version: '1' },
  }).state;
  expect(values(pageAfter(free, { type: 'turn', lane: 'all', values: { K: 64 } }), 'K')).toEqual([64, 64]);
  expect(conflictsWith(openingConfigs(SMALL, 6), free)).toEqual([]);
});
