import { describe, expect, it } from 'vitest';
import { showLinkedRun } from '../../../src/ui/runs/linked-run.ts';
import { resultAddress } from '../../../src/ui/share/result-link.ts';
import { linkedResults, plainAddress, readHash } from '../../../src/ui/state/address/address.ts';
import { shownGhosts } from '../../../src/ui/state/ghost.ts';
import { latestOf } from '../../../src/ui/state/lane-state.ts';
import type { Store } from '../../../src/ui/state/store.ts';
import { pageLabels } from '../../../src/ui/words/lane-names.ts';
import { viewCaption } from '../../../src/ui/words/view-caption.ts';
import { playedStore } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';
import { trained } from '../trained.ts';

const shared = { ...trained(), epsilon: 3 };
const PAGE = 'https://example.org/play/?backend=wasm';
const address = resultAddress(shared, `${PAGE}#v=2&K=9`, new Date('2026-11-28T10:00:00Z'));

/** A page that was opened by this address, as far as its settings. */
function opened(href: string): { store: Store; results: ReturnType<typeof linkedResults>; whole: boolean } {
  const { store, opened: workers } = playedStore(2);
  for (const worker of workers) worker.ready();
  const hash = href.split('#')[1] ?? '';
  const { configs, troubles } = readHash(hash, SMALL);
  store.dispatch({ type: 'configs', configs, opens: true });
  return { store, results: linkedResults(hash), whole: troubles.length === 0 };
}
function shown(href: string): Store {
  const { store, results, whole } = opened(href);
  expect(results).toBeDefined();
  const configs = store.state().lanes.flatMap(({ config }) => (config ? [config] : []));
  if (results) showLinkedRun(store, results, configs, whole);
  return store;
}

describe('a link with results', () => {
  it('has the settings of the runs, and no others than the plain link', () => {
    expect(plainAddress(address)).toBe(`${PAGE}#v=2&steps=20`);
    expect(plainAddress(`${PAGE}#v=2&K=9`)).toBe(`${PAGE}#v=2&K=9`);
    expect(plainAddress(PAGE)).toBe(PAGE);
    const { store } = opened(address);
    expect(store.state().lanes.map(({ config }) => config)).toEqual(shared.lanes.map(({ config }) => config));
  });

  it('opens as finished runs with names, numbers, curves and its ε', () => {
    const store = shown(address);
    const { lanes, epsilon, notices } = store.state();
    expect(notices).toEqual([]);
    expect(epsilon).toBe(3);
    lanes.forEach(({ run, phase }, i) => {
      const before = shared.lanes[i].run;
      expect(phase).toBe('idle');
      expect(run.recorded).toMatch(/^trained 28 Nov 2026$/);
      expect(latestOf(run)?.unique).toEqual(latestOf(before)?.unique.map((each) => expect.closeTo(each, 5)));
      expect(run.history.unique[3].values).toEqual(
        before.history.unique[3].values.map((each) => expect.closeTo(each, 3)),
      );
      expect(run.history.loss.steps).toEqual(before.history.loss.steps);
    });
    expect(pageLabels(store.state()).lanes).toEqual(['CARP · joint', 'CARP · decoupled']);
    expect(viewCaption(store.state())).toEqual(['From a link: curves are thinned and rounded.']);
  });

  it('stays as a ghost when its lanes train anew, until other settings come', () => {
    const store = shown(address);
    store.dispatch({ type: 'start' });
    expect(pageLabels(store.state()).ghosts).toEqual([
      'From the link: CARP · joint',
      'From the link: CARP · decoupled',
    ]);
    expect(store.state().lanes.map(({ run }) => run.linked)).toEqual([undefined, undefined]);
    store.dispatch({ type: 'reset' });
    expect(shownGhosts(store.state())).toHaveLength(2);
    store.dispatch({ type: 'configs', configs: [shared.lanes[0].config ?? {}] });
    expect(shownGhosts(store.state())).toEqual([]);
  });

  it.each([
    ['changed letters', address.replace(/result=.{9}/, 'result=AAAAAAAAA')],
    ['other settings', address.replace('steps=20', 'steps=30')],
    ['a setting that is refused', `${address.replace('steps=20', 'steps=20&K=7')}`],
    ['no results at all', address.replace(/result=.*/, 'result=')],
  ])('with %s leaves the page its settings, with one notice', (_, href) => {
    const store = shown(href);
    const { lanes, notices } = store.state();
    expect(lanes.map(({ run }) => run.config)).toEqual([undefined, undefined]);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ failed: 'The link’s results cannot be shown' });
    expect(notices[0].todo).toContain('settings apply');
  });
});
