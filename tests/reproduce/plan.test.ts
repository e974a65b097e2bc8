import { expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { METRICS } from '../../src/reproduce/metrics.ts';
import { PLACES } from '../../src/reproduce/numbers.ts';
import { flagsOf, planOf, rowGroupsOf, table } from '../../src/reproduce/plan.ts';
import { GROUPS, SYSTEMS } from '../../src/reproduce/systems.ts';
import { catalogue } from '../../src/train/lane/menu.ts';
import { WISH } from './made.ts';

const ids = (only: readonly string[]) => planOf({ ...WISH, only }, 'e').systems.map(({ id }) => id);

test('every row has an id of its own, runs, and names its paper as the menu does', () => {
  expect(new Set(SYSTEMS.map(({ id }) => id)).size).toBe(SYSTEMS.length);
  const { runs } = planOf({ ...WISH, knobs: {} }, 'e');
  expect(runs.length).toBe(2 * table().length);
  for (const { system, config } of runs)
    if (!config['joint.koleo_weight'] && Object.keys(system.knobs).length === 0)
      expect(system.source, system.id).toBe(
        catalogue.pairs[`${system.method}+${system.prototypes}`] ?? 'not from a paper',
      );
});

test('rows with a ViT have 1,000 steps unless the wish says otherwise', () => {
  const steps = (knobs: Record<string, number>) =>
    planOf({ ...WISH, only: ['ibot', 'dino'], knobs }, 'e').runs.map(({ config }) => config['steps']);
  expect(steps({})).toEqual([500, 500, 1000, 1000]);
  expect(steps({ steps: 3 })).toEqual([3, 3, 3, 3]);
});

test('numbers of the paper are of known metrics, and in 0..1', () => {
  for (const { paper } of SYSTEMS)
    for (const { metric, value, place } of paper) {
      expect(METRICS.some(({ id }) => id === metric)).toBe(true);
      expect(value >= 0 && value <= 1 && PLACES[place] !== '').toBe(true);
    }
});

test('every row stands in a group, and a sweep turns its knob', () => {
  for (const { id } of table())
    expect(
      GROUPS.some(({ rows }) => rows.includes(id)),
      id,
    ).toBe(true);
  const { runs } = planOf({ ...WISH, seeds: 1 }, 'e');
  for (const { rows, sweep } of rowGroupsOf(table())) {
    if (!sweep) continue;
    const own = runs.filter(({ system }) => rows.includes(system.id));
    const points = own.map(({ config }) => `${config['prototypes']} ${config[sweep.knob]}`);
    expect(new Set(points).size).toBe(rows.length);
  }
});

test('--only takes rows and groups, in the table’s order, and shows the groups it names', () => {
  expect(ids(['swav', 'dino'])).toEqual(['dino', 'swav']);
  expect(ids(['figure3', 'carp'])).toEqual(['dino', 'dino-dec', 'carp', 'carp-dec', 'dinov2', 'capi']);
  const groups = (only: readonly string[]) => planOf({ ...WISH, only }, 'e').groups.map(({ id }) => id);
  expect(groups(['figure3'])).toEqual(['figure3']);
  expect(groups(['carp'])).toEqual([]);
  // rows named one by one show a group when it has most of its rows
  expect(groups(['dino', 'dino-kp', 'dino-dec', 'carp', 'carp-kp', 'eta-0.5'])).toEqual(['koleo']);
  expect(() => ids(['figure9'])).toThrow(/figure9.*Rows are dino, /);
});

test('knobs that the table sets are refused for all rows, and configs that a part refuses before any run', () => {
  for (const knobs of [{ seed: 3 }, { method: 'dino' }, { 'carp.partition_size': 5 }])
    expect(() => planOf({ ...WISH, knobs }, 'e')).toThrow(TroubleError);
});

test('rows of headline comparisons have five seeds, and others three, unless told', () => {
  const seeds = (id: string, wish: Partial<typeof WISH>) =>
    planOf({ only: [id], knobs: {}, backend: 'cpu', ...wish }, 'e').runs.map(({ seed }) => seed);
  expect(seeds('carp-dec', {})).toEqual([1, 2, 3, 4, 5]);
  expect(seeds('eta-0.5', {})).toEqual([1, 2, 3]);
  expect(seeds('carp-dec', { seeds: 2 })).toEqual([1, 2]);
});

test('runs are tested on all held-out images, unless told', () => {
  const tested = (knobs: Readonly<Record<string, string>>) =>
    planOf({ ...WISH, only: ['carp'], knobs }, 'e').runs[0].config['mnist.tested'];
  expect(tested({})).toBe('all');
  expect(tested({ 'mnist.tested': 'part' })).toBe('part');
});

test('a run’s file name changes with its seed, steps, backend and engine, and with nothing else', () => {
  const first = (wish: Partial<typeof WISH>, engine = 'e') =>
    planOf({ ...WISH, only: ['carp'], ...wish }, engine).runs[0].file;
  expect(first({})).toBe(first({ seeds: 5 }));
  const files = [first({}), first({ knobs: { steps: 4 } }), first({ backend: 'wasm' }), first({}, 'f')];
  files.push(planOf({ ...WISH, only: ['carp'] }, 'e').runs[1].file);
  expect(new Set(files).size).toBe(files.length);
});

test('flags give the config back', () => {
  const [run] = planOf({ ...WISH, only: ['eta-0.5'] }, 'e').runs;
  expect(flagsOf(run)).toEqual([
    '--backend=cpu',
    '--prototypes=decoupled',
    '--steps=3',
    '--eval_every=100000',
    '--decoupled.eta=0.5',
    '--mnist.tested=all',
  ]);
});
