import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { curvePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { showReference, showReferenceBehind } from '../../../src/ui/runs/reference-run.ts';
import { comparisonJson } from '../../../src/ui/share/export-run.ts';
import { openingConfigs } from '../../../src/ui/state/experiment.ts';
import { shownGhosts } from '../../../src/ui/state/ghost.ts';
import { latestOf } from '../../../src/ui/state/lane-state.ts';
import { pageLabels } from '../../../src/ui/words/lane-names.ts';
import { playedStore } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';
import { trained } from '../trained.ts';

const bytes = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const run = bytes(comparisonJson(trained(), new Date('2026-11-27T10:00:00Z')));
const stage = (file: Uint8Array<ArrayBuffer> | undefined) => async () => file;

describe('the run that comes with the page', () => {
  it('stands at its end before the engine is there, and where it never comes', async () => {
    const { store } = playedStore(2);
    await showReference(store, stage(run));
    const { lanes, plays, at } = store.state();
    expect(lanes.map((lane) => lane.run.recorded)).toEqual(
      Array(2).fill(`recorded on 27 Nov 2026 (commit ${__COMMIT__})`),
    );
    expect(lanes.map((lane) => lane.run.label)).toEqual(['CARP · joint', 'CARP · decoupled']);
    expect([plays, at]).toEqual([undefined, undefined]);
    expect(latestOf(lanes[0].run)?.step).toBe(20);
  });

  it('leaves the page’s own settings, and gives way to Start', async () => {
    const { store, opened } = playedStore(2);
    for (const each of opened) each.ready();
    await showReference(store, stage(run));
    expect(store.state().lanes.map(({ config }) => config)).toEqual(openingConfigs(SMALL));
    store.dispatch({ type: 'start' });
    expect(store.state().lanes.map((lane) => lane.run.recorded)).toEqual([undefined, undefined]);
  });

  it('does not come over what somebody did meanwhile', async () => {
    const { store, opened } = playedStore(2);
    for (const each of opened) each.ready();
    store.dispatch({ type: 'turn', lane: 'all', values: { K: 64 } });
    await showReference(store, stage(run));
    expect(store.state().lanes[0].run.recorded).toBeUndefined();
    store.dispatch({ type: 'turn', lane: 'all', values: { K: 512 } });
    store.dispatch({ type: 'start' });
    await showReference(store, stage(run));
    expect(store.state().lanes[0].run.recorded).toBeUndefined();
  });

  it('stands behind lanes of other settings until their first report, each line named as the example', async () => {
    const { store, opened } = playedStore(2);
    for (const each of opened) each.ready();
    store.dispatch({ type: 'turn', lane: 'all', values: { K: 64 } });
    await showReferenceBehind(store, stage(run));
    const names = ['Example: CARP · joint, recorded', 'Example: CARP · decoupled, recorded'];
    expect(pageLabels(store.state())).toEqual({ lanes: ['CARP · joint', 'CARP · decoupled'], ghosts: names });
    for (const { draw, name, id } of curvePanels(store.state(), newMemo()))
      if (id !== 'knn')
        expect(draw({ width: 440, height: 280, theme: 'light' }).summary, name).toContain(names[1]);
    expect(store.state().lanes.map(({ run: own }) => own.config)).toEqual([undefined, undefined]);
    store.dispatch({ type: 'start' });
    expect(shownGhosts(store.state())).toHaveLength(2);
    opened[0].work();
    expect(shownGhosts(store.state())).toEqual([]);
  });

  it('leaves the page as it is where the file is missing, broken or no run', async () => {
    const { store } = playedStore(2);
    const before = store.state();
    const cut = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0]);
    for (const file of [undefined, cut, bytes('{"format": "other"}'), bytes('<html>')])
      await showReference(store, stage(file));
    await showReference(store, () => Promise.reject(new Error('offline')));
    expect(store.state()).toBe(before);
  });

  it('is in the repository: two lanes of 500 steps, with pictures, denser where it was earlier', async () => {
    const { store } = playedStore(2);
    const file = new Uint8Array(
      readFileSync(new URL('../../../public/recorded/carp.json.gz', import.meta.url)),
    );
    await showReference(store, stage(file));
    for (const { run } of store.state().lanes) {
      expect(run.summary).toBeDefined();
      expect(latestOf(run)?.step).toBe(500);
      expect(run.snapshots).toHaveLength(29);
      expect(run.snapshots.filter(({ step }) => step <= 100).length).toBeGreaterThan(14);
      expect(run.snapshots.at(-1)?.picture?.places).toHaveLength(3 * 512);
      expect(run.config?.['steps']).toBe(500);
    }
    const [joint, decoupled] = store.state().lanes.map((lane) => latestOf(lane.run)?.unique.at(-1) ?? 0);
    expect(joint).toBeLessThan(0.5);
    expect(decoupled).toBeGreaterThan(0.9);
  });
});
