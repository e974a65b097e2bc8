import { beforeEach, describe, expect, it } from 'vitest';
import { last } from '../../../src/base/series.ts';
import { readRunJson } from '../../../src/export/read-run.ts';
import { curvePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { openedFiles } from '../../../src/ui/runs/opened-files.ts';
import { comparisonCsv, comparisonJson, fileName } from '../../../src/ui/share/export-run.ts';
import type { Action } from '../../../src/ui/state/app-state.ts';
import { waiting } from '../../../src/ui/state/experiment.ts';
import { latestOf, reportsOf } from '../../../src/ui/state/lane-state.ts';
import { seedOfRun } from '../../../src/ui/state/seeds/band.ts';
import { askedConfig, curveRun, laneBand, seedRuns } from '../../../src/ui/state/seeds/series.ts';
import type { Store } from '../../../src/ui/state/store.ts';
import { laneCaptions } from '../../../src/ui/words/caption.ts';
import { type PlayedLane, playedStore } from '../played-lane.ts';

const STEPS = 20;

let opened: PlayedLane[];
let store: Store;
let kept: (number | undefined)[];

const lanes = () => store.state().lanes;
const lane = (i: number) => lanes()[i];
const alive = () => opened.filter((each) => !each.closed);

function act(action: Action): void {
  store.dispatch(action);
  while (
    alive()
      .map((each) => each.hear())
      .some(Boolean)
  );
}

function train(steps: number): void {
  for (let i = 0; i < steps; i++) {
    for (const each of alive()) each.work();
    act({ type: 'drawn', reports: reportsOf(lanes()) });
  }
}

/** Trains until no lane goes on. */
const finish = () => train(6 * (STEPS + 2));
const seedsOf = (i: number) => seedRuns(lane(i)).map(seedOfRun);

beforeEach(() => {
  kept = [];
  ({ store, opened } = playedStore(2, {
    keeping: {
      begun: () => {},
      went: () => {},
      leaving: () => {},
      ended: ({ run }) => void kept.push(Number(run.config?.['seed'])),
    },
  }));
  for (const each of opened) each.ready();
  act({ type: 'turn', lane: 'all', values: { steps: STEPS, seed: 4 } });
});

describe('a start over three seeds', () => {
  beforeEach(() => {
    act({ type: 'seeds', count: 3 });
    act({ type: 'start' });
  });

  it('runs each seed in every lane, side by side, and ends', () => {
    train(STEPS + 1);
    expect(lanes().map(({ run }) => run.config?.['seed'])).toEqual([5, 5]);
    expect(store.state().intent).toBe('run');
    finish();
    expect([seedsOf(0), seedsOf(1)]).toEqual([
      [4, 5, 6],
      [4, 5, 6],
    ]);
    expect(store.state().intent).toBe('idle');
    expect(kept.sort()).toEqual([4, 4, 5, 5, 6, 6]);
  });

  it('shows the mean at the end, and of the rest the first seed', () => {
    finish();
    expect(lanes().map(({ mean, run }) => [mean, run.config?.['seed']])).toEqual([
      [true, 4],
      [true, 4],
    ]);
    expect(laneBand(lane(0))?.spread.seeds).toEqual([4, 5, 6]);
    const shown = last(curveRun(lane(0)).history.loss);
    const all = seedRuns(lane(0)).map(({ history }) => last(history.loss) ?? Number.NaN);
    expect(shown).toBeCloseTo(all.reduce((sum, value) => sum + value, 0) / 3, 6);
  });

  it('asks for no restart: each seed is as the controls ask', () => {
    finish();
    act({ type: 'showSeed', lane: lane(0).id, seed: 6 });
    const { config, run, siblings } = lane(0);
    const { catalogue } = store.state();
    if (!catalogue || !run.config) throw new Error('no run');
    const asked = askedConfig(config, run.config, siblings);
    expect(config?.['seed']).toBe(4);
    expect(asked && waiting(asked, run.config, catalogue)).toEqual([]);
    act({ type: 'turn', lane: 'all', values: { steps: STEPS + 1 } });
    const turned = askedConfig(lane(0).config, run.config, siblings);
    expect(turned && waiting(turned, run.config, catalogue).map(([key]) => key)).toEqual(['steps']);
  });

  it('reaches each seed, and the mean again', () => {
    finish();
    const { id } = lane(1);
    for (const seed of [6, 5, 4, 6]) {
      act({ type: 'showSeed', lane: id, seed });
      expect(lane(1).run.config?.['seed']).toBe(seed);
      expect(lane(1).mean).toBeUndefined();
      expect(seedsOf(1)).toEqual([4, 5, 6]);
      expect(latestOf(curveRun(lane(1)))?.step).toBe(STEPS);
    }
    act({ type: 'showSeed', lane: id, seed: 'mean' });
    expect(lane(1).mean).toBe(true);
    act({ type: 'showSeed', lane: id, seed: 77 });
    expect(lane(1).mean).toBe(true);
  });

  it('asks no worker about a seed that it holds no longer', () => {
    finish();
    const { id } = lane(0);
    act({ type: 'showSeed', lane: id, seed: 6 });
    const sent = opened[0].sent.length;
    act({ type: 'lookInto', lane: id });
    act({ type: 'pick', prototype: 1 });
    expect(opened[0].sent).toHaveLength(sent);
  });

  it('shows the seed that trains and no other while it trains', () => {
    train(STEPS + 3);
    act({ type: 'showSeed', lane: lane(0).id, seed: 4 });
    expect(lane(0).run.config?.['seed']).toBe(5);
    // one finished seed has no range
    expect(laneBand(lane(0))).toBeUndefined();
    train(STEPS + 1);
    expect(laneBand(lane(0))?.spread.seeds).toEqual([4, 5]);
  });

  it('begins with the first seed again at the next start', () => {
    finish();
    act({ type: 'start' });
    expect(lane(0).siblings).toBeUndefined();
    expect(lane(0).run.config?.['seed']).toBe(4);
  });

  it('goes on to the next seed paused, where a step ends one', () => {
    train(STEPS - 1);
    act({ type: 'pause' });
    for (let i = 0; i < 3 && lane(0).siblings === undefined; i++) act({ type: 'step' });
    train(1);
    expect(lane(0).run.config?.['seed']).toBe(5);
    expect(lanes().map(({ phase }) => phase)).toEqual(['paused', 'paused']);
  });

  it('is forgotten by Reset and by a new seed', () => {
    finish();
    act({ type: 'reset' });
    expect(lanes().map(({ siblings, mean }) => [siblings, mean])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('leaves out of the mean a seed that trained with other settings', () => {
    train(STEPS + 3);
    act({ type: 'turn', lane: lane(0).id, values: { lr: 0.5 } });
    finish();
    expect(seedsOf(0)).toEqual([4, 5, 6]);
    expect(laneBand(lane(0))).toBeUndefined();
    expect(lane(0).mean).toBeUndefined();
    expect(laneBand(lane(1))?.spread.seeds).toEqual([4, 5, 6]);
  });

  it('stands in files with every seed', () => {
    finish();
    const saved = readRunJson(comparisonJson(store.state()));
    expect(saved.lanes.map(({ config }) => config['seed'])).toEqual([4, 5, 6, 4, 5, 6]);
    expect(new Set(saved.lanes.map(({ label }) => label)).size).toBe(6);
    const seeds = comparisonCsv(store.state())
      .split('\n')
      .map((line) => line.split(',')[3]);
    expect(new Set(seeds.slice(1, -1))).toEqual(new Set(['4', '5', '6']));
    expect(fileName(store.state())).toMatch(/seed-4-5-6$/);
  });

  it('opens again from a file: each lane with its seeds, and their mean', async () => {
    finish();
    const json = comparisonJson(store.state());
    const many = { ...JSON.parse(json) };
    many.lanes = [1, 2, 3].flatMap((place) =>
      many.lanes.slice(0, 3).map((saved: object) => ({ ...saved, place })),
    );
    for (const [text, count] of [
      [json, 2],
      [JSON.stringify(many), 3],
    ] as const) {
      const bytes = new TextEncoder().encode(text);
      const file = { name: 'run.json', size: bytes.length, arrayBuffer: async () => bytes.buffer };
      const { lanes: saved, recorded, troubles } = await openedFiles([file], store.state().catalogue);
      expect(troubles).toEqual([]);
      act({ type: 'openRun', lanes: saved, recorded });
      expect(lanes()).toHaveLength(count);
      for (let i = 0; i < count; i++) {
        expect(seedsOf(i)).toEqual([4, 5, 6]);
        expect(lane(i).mean).toBe(true);
        expect(lane(i).run.config?.['seed']).toBe(4);
      }
    }
  });

  it('says in captions and legends of what the curves are', () => {
    finish();
    const { catalogue } = store.state();
    expect(laneCaptions(lanes(), catalogue)[0]).toContain('mean and range of seeds 4, 5, 6');
    const [panel] = curvePanels(store.state(), newMemo());
    const { svg } = panel.draw({ width: 400, height: 240, theme: 'light' });
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text).join(' ');
    expect(words).toContain('CARP · joint, mean of 3 seeds');
    act({ type: 'showSeed', lane: lane(0).id, seed: 5 });
    expect(laneCaptions(lanes(), catalogue)[0]).toContain('seed 5, range of seeds 4, 5, 6');
  });
});

describe('a comparison', () => {
  it('runs one seed unless asked for more', () => {
    act({ type: 'start' });
    finish();
    expect(lanes().map(({ siblings }) => siblings)).toEqual([undefined, undefined]);
    expect(kept).toEqual([4, 4]);
  });

  it('goes on without a lane that failed', () => {
    act({ type: 'seeds', count: 3 });
    act({ type: 'start' });
    train(3);
    opened[0].die('it was lost');
    finish();
    expect(seedsOf(1)).toEqual([4, 5, 6]);
    expect(lane(0).phase).toBe('dead');
  });
});
