import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRunJson } from '../../../src/export/read-run.ts';
import { runJson } from '../../../src/export/run-json.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { RECORDED, showRecorded } from '../../../src/ui/runs/recorded-runs.ts';
import { OPENING_PRESET, presetsOf } from '../../../src/ui/setup/presets.ts';
import { recordedFiles } from '../../recorded-files.ts';
import { playedStore } from '../played-lane.ts';
import { saved } from '../saved.ts';
import { trained } from '../trained.ts';

const FOLDER = new URL('../../../public/recorded/', import.meta.url);
const bytesOf = (name: string) => readFileSync(new URL(`${name}.json.gz`, FOLDER));
const wanted = recordedFiles(catalogue);

/** Most bytes that the runs of presets may have, all but the example of a fresh page. */
const MOST = 400_000;
const HOW = 'record it again: npx tsx tests/record-runs.ts FOLDER';

describe('the recorded runs', () => {
  it('are the files that the presets name, within their budget', () => {
    const ids = presetsOf(catalogue).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(Object.keys(RECORDED)));
    const names = [...wanted.keys()];
    expect(readdirSync(FOLDER).sort()).toEqual(names.map((name) => `${name}.json.gz`).sort());
    const picked = names.filter((name) => !RECORDED[OPENING_PRESET].includes(name));
    expect(picked.reduce((sum, name) => sum + bytesOf(name).length, 0)).toBeLessThanOrEqual(MOST);
  });

  describe.each([...wanted])('%s', (name, configs) => {
    const read = () => readRunJson(gunzipSync(bytesOf(name)).toString());

    it('has the settings of its preset', () => {
      const found = read().lanes.map(({ config }) => config);
      expect(found, `${name} has other settings than its preset; ${HOW} ${name}`).toEqual(configs);
    });

    it('says when and by which commit it was made', () => {
      const run = read();
      expect(Date.parse(run.createdAt)).not.toBeNaN();
      expect(run.playground).toMatch(/^\d+\.\d+\.\d+$/);
      expect(run.commit).toMatch(/^[0-9a-f]{7,}$/);
    });

    it('is whole: its end, its curves, and pictures and duplicates at every report kept', () => {
      for (const { config, summary, snapshots = [], series } of read().lanes) {
        expect(summary?.steps).toBe(config['steps']);
        expect(snapshots[0]?.step).toBe(0);
        expect(snapshots.at(-1)?.step).toBe(config['steps']);
        for (const { picture, representatives } of snapshots) {
          expect(picture?.wins).toHaveLength(Number(config['K']));
          expect(representatives).toHaveLength(8 * Number(config['K']));
        }
        expect(series['unique@0.5'].values.length).toBeGreaterThan(60);
        expect(series['unique@0.5'].values.at(-1)).toBeCloseTo(summary?.unique['0.5'] ?? Number.NaN, 4);
      }
    });
  });
});

describe('showing a recorded run', () => {
  const [first, second] = saved(trained());
  const file = (lane: typeof first, commit: string) =>
    new Uint8Array(
      new TextEncoder().encode(
        runJson({ createdAt: '2026-11-28T10:00:00Z', playground: '0.1.0', commit, lanes: [lane] }),
      ),
    );
  const three = new Map(
    ['a', 'b', 'c'].map((name, i) => [name, file([first, second, first][i], `abcdef${i % 2}`)]),
  );
  const named = { 'dino-collapse': [...three.keys()] };
  const always = () => true;

  it('puts the lanes of all its files side by side, and says which commits they come from', async () => {
    const { store } = playedStore(2);
    await showRecorded(store, 'dino-collapse', async (name) => three.get(name), always, named);
    const { lanes } = store.state();
    expect(lanes.map(({ run }) => run.config?.['prototypes'])).toEqual(['joint', 'decoupled', 'joint']);
    expect(lanes.map(({ run }) => run.example)).toEqual(Array(3).fill('dino-collapse'));
    expect(lanes[0].run.recorded).toBe('recorded on 28 Nov 2026 (commits abcdef0 and abcdef1)');
  });

  it('leaves the page as it is where it does not fit, a file is missing, or the preset has none', async () => {
    const { store } = playedStore(2);
    const before = store.state();
    const fetch = async (name: string) => three.get(name);
    await showRecorded(store, 'dino-collapse', fetch, () => false, named);
    await showRecorded(
      store,
      'dino-collapse',
      async (name) => (name === 'b' ? undefined : fetch(name)),
      always,
      named,
    );
    await showRecorded(store, 'eta', fetch, always, named);
    expect(store.state()).toBe(before);
  });
});
