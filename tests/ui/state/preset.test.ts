import { expect, it } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { latestOf } from '../../../src/ui/state/lane-state.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { awaits } from '../../../src/ui/state/settings.ts';
import { saved } from '../saved.ts';
import { pageAfter, reported, trained } from '../trained.ts';

const state = trained();
const configs = state.lanes.flatMap(({ config }): RunConfig[] => (config ? [config] : []));
const preset = (...of: readonly RunConfig[]) => ({ type: 'preset', configs: of }) as const;

it('a preset keeps the runs that have its settings, and clears the others', () => {
  const back = pageAfter(state, { type: 'lookAt', step: 10 });
  expect(pageAfter(back, preset(...configs))).toEqual(back);
  const page = pageAfter(back, preset(configs[0], { ...configs[1], K: 64 }));
  expect(page.lanes.map(({ run }) => latestOf(run)?.step)).toEqual([20, undefined]);
  expect(page.lanes.map(({ config }) => config?.['K'])).toEqual([512, 64]);
  expect(page.at).toBeUndefined();
  // and so it does with knobs that act at once
  const faster = configs.map((config) => ({ ...config, lr: 0.5 }));
  expect(pageAfter(state, preset(...faster)).lanes.flatMap(({ run }) => run.snapshots)).toEqual([]);
});

it('a preset stops a run with other settings, which is kept', () => {
  const page = reported();
  const { state: next, effects } = reduce(page, preset(configs[0]));
  expect(effects).toContainEqual({ lane: 1, do: 'send', command: { type: 'stop' } });
  expect(effects.filter((each) => each.do === 'keepRun')).toHaveLength(2);
  expect(next.lanes.map(({ phase, run }) => [phase, run.snapshots])).toEqual([['stopping', []]]);
});

it('a recorded run takes nobody’s place', () => {
  const cleared = pageAfter(state, { type: 'reset' });
  expect(awaits(cleared, configs)).toBe(true);
  expect(awaits(cleared, configs.slice(1))).toBe(false);
  expect(awaits(cleared, [configs[0], { ...configs[1], K: 64 }])).toBe(false);
  // one's own runs stay, and so does one that is about to begin
  expect(awaits(state, configs)).toBe(false);
  expect(awaits(pageAfter(cleared, { type: 'start' }), configs)).toBe(false);
  // another recorded run makes room
  const lanes = saved(state);
  const shown = pageAfter(cleared, { type: 'showExample', preset: 'x', lanes, recorded: 'recorded' });
  expect(awaits(shown, configs)).toBe(true);
});
