import katex from 'katex';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaults, type RunConfig } from '../../../../src/base/config.ts';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import { catalogue, checked } from '../../../../src/train/lane/menu.ts';
import type { Action } from '../../../../src/ui/state/app-state.ts';
import { CONTROLS, settingId } from '../../../../src/ui/state/controls.ts';
import { MOST_LANES } from '../../../../src/ui/state/lane-limits.ts';
import { latestOf, reportsOf } from '../../../../src/ui/state/lane-state.ts';
import type { Store } from '../../../../src/ui/state/store.ts';
import {
  besidePaper,
  startFixed,
  startPair,
  uniqueNow,
  usedNow,
} from '../../../../src/ui/understand/tour/tour-lanes.ts';
import { STOPS, TRAINING_STOP } from '../../../../src/ui/understand/tour/tour-stops.ts';
import { TYPESETTING } from '../../../../src/ui/words/Equations.tsx';
import { percent } from '../../../../src/ui/words/numerals.ts';
import { type PlayedLane, playedStore } from '../../played-lane.ts';

const HALF = EPSILONS.length - 1;

let opened: PlayedLane[];
let store: Store;

function act(actions: readonly Action[]): void {
  for (const action of actions) store.dispatch(action);
  for (const each of opened) if (!each.closed) each.ready();
  while (
    opened
      .filter((each) => !each.closed)
      .map((each) => each.hear())
      .some(Boolean)
  );
}

function train(steps: number): void {
  for (let i = 0; i < steps; i++) {
    for (const each of opened) if (!each.closed) each.work();
    const reports = reportsOf(store.state().lanes);
    act([{ type: 'drawn', reports }]);
  }
}

beforeEach(() => {
  ({ store, opened } = playedStore(1));
  for (const each of opened) each.ready();
  act([{ type: 'turn', lane: 'all', values: { K: 64, steps: 20, method: 'swav' } }]);
});

describe('the tour', () => {
  it('has ten stops, each with a text and a control of the page', () => {
    expect(STOPS).toHaveLength(10);
    for (const { title, says, shows } of STOPS) {
      expect(title.length).toBeGreaterThan(3);
      expect(says.length).toBeGreaterThan(0);
      const { control, lane = 1 } = shows(store.state());
      expect([...CONTROLS, settingId('prototypes')]).toContain(control);
      expect(lane).toBe(1);
    }
    expect(new Set(STOPS.map(({ title }) => title)).size).toBe(10);
  });

  it('shows equations that KaTeX can read', () => {
    const all = STOPS.flatMap(({ equations }) => equations?.(catalogue) ?? []);
    expect(all.length).toBeGreaterThan(6);
    for (const { tex, says } of all) {
      expect(katex.renderToString(tex, TYPESETTING)).not.toContain('katex-error');
      expect(says).toMatch(/\.$/);
    }
  });

  it('sets up joint beside decoupled in the current sizes, and starts', () => {
    const [pair] = STOPS[TRAINING_STOP].tasks ?? [];
    expect(pair.done(store.state())).toBe(false);
    act(startPair(store.state()));
    const { lanes } = store.state();
    expect(lanes.map(({ config }) => [config?.['method'], config?.['prototypes'], config?.['K']])).toEqual([
      ['carp', 'joint', 64],
      ['carp', 'decoupled', 64],
    ]);
    train(10);
    expect(pair.done(store.state())).toBe(true);
  });

  it.each(catalogue.shelves.method.map(({ id }) => id))(
    'turns a setup of %s into a pair that can run',
    (method) => {
      const odd: RunConfig = {
        method,
        K: 100,
        encoder: 'vit',
        'views.local_crops': method === 'dino' ? 4 : 0,
      };
      // controls may stand at settings that no run takes, such as a block that does not divide K
      const config = { ...defaults(catalogue), ...odd, dataset: 'mnist' };
      const state = store.state();
      const lanes = [{ ...state.lanes[0], config }];
      const made = startPair({ ...state, catalogue, lanes }).find(({ type }) => type === 'configs');
      const configs = made?.type === 'configs' ? made.configs : [];
      expect(configs).toHaveLength(2);
      for (const each of configs) expect(() => checked(each)).not.toThrow();
    },
  );

  it('offers more steps after a run too short to collapse, and none to one that collapsed', () => {
    const [pair] = STOPS[TRAINING_STOP].tasks ?? [];
    act([{ type: 'turn', lane: 'all', values: { steps: 5 } }]);
    act(startPair(store.state()));
    // played lanes are 1 / (1 + report) unique
    train(20);
    expect(latestOf(store.state().lanes[0].run)?.unique[HALF]).toBe(0.5);
    expect(pair.missed?.(store.state())?.says).toBe(
      'No collapse yet: this run has only 5 steps. Run 500 to see it.',
    );
    act([{ type: 'turn', lane: 'all', values: { steps: 20 } }]);
    act(startPair(store.state()));
    train(40);
    expect(latestOf(store.state().lanes[0].run)?.unique[HALF]).toBeLessThan(0.5);
    expect(pair.missed?.(store.state())).toBeUndefined();
  });

  it('claims no collapse for a run without one, nor while lanes train', () => {
    const [pair] = STOPS[TRAINING_STOP].tasks ?? [];
    act([{ type: 'turn', lane: 'all', values: { steps: 500 } }]);
    act(startPair(store.state()));
    train(6);
    expect(pair.done(store.state())).toBe(true);
    expect(pair.missed?.(store.state())?.says).toBe('Training. Collapse shows within a few hundred steps.');
    train(600);
    const state = store.state();
    const [joint, ...others] = state.lanes;
    const unique = joint.run.snapshots.map((each) => ({ ...each, unique: EPSILONS.map(() => 0.93) }));
    const kept = { ...state, lanes: [{ ...joint, run: { ...joint.run, snapshots: unique } }, ...others] };
    for (const at of [kept, { ...kept, at: 5 }])
      expect(pair.missed?.(at)?.says).toMatch(
        /^No collapse of most prototypes in this run: 93.0% are unique after 500 steps\./,
      );
  });

  it('trains in its last stops only, and has moments of the run in all before', () => {
    STOPS.forEach(({ moments, tasks }, i) => {
      expect(moments === undefined).toBe(i >= TRAINING_STOP);
      expect(tasks !== undefined).toBe(i === TRAINING_STOP);
    });
  });

  it('quotes the lanes’ numbers at the step that the time machine shows', () => {
    expect(uniqueNow(store.state(), 'decoupled')).toBe('No lane has decoupled prototypes.');
    act(startPair(store.state()));
    train(40);
    const [joint] = store.state().lanes;
    const latest = latestOf(joint.run);
    expect(latest?.step).toBe(20);
    expect(uniqueNow(store.state(), 'joint')).toBe(
      `Lane 1, joint, step 20: ${percent(latest?.unique[HALF])} unique (ε 0.5).`,
    );
    expect(usedNow(store.state(), 'decoupled')).toContain(`${percent(latest?.used)} used`);
    act([{ type: 'lookAt', step: 5 }]);
    expect(uniqueNow(store.state(), 'joint')).toBe('Lane 1, joint, step 5: 50.0% unique (ε 0.5).');
  });

  it('adds the control lane once, on a full page in place of the last', () => {
    act(startPair(store.state()));
    act(startFixed(store.state()));
    act(startFixed(store.state()));
    const kinds = () => store.state().lanes.map(({ config }) => config?.['prototypes']);
    expect(kinds()).toEqual(['joint', 'decoupled', 'fixed']);
    train(10);
    expect(STOPS[TRAINING_STOP].tasks?.map(({ done }) => done(store.state()))).toEqual([true, true]);
    const joint = store.state().lanes[0].config ?? {};
    act([{ type: 'configs', configs: Array.from({ length: MOST_LANES }, () => joint) }]);
    act(startFixed(store.state()));
    expect(kinds()).toEqual([...Array(MOST_LANES - 1).fill('joint'), 'fixed']);
  });

  it('compares the lanes with the paper, and leaves a dash for systems that no lane runs', () => {
    act(startPair(store.state()));
    train(40);
    const latest = latestOf(store.state().lanes[0].run);
    const rows = besidePaper(store.state());
    expect(rows.map(({ system, paper, where, here }) => [system, paper, where, here])).toEqual([
      ['DINO', '1.5% of 60,000', 'source: text', '–'],
      ['CARP', '10.8% of 65,536', 'source: text', percent(latest?.unique[3])],
      ['CARP + Dec.', '100.0%', 'source: Figure 3a', percent(latest?.unique[3])],
      ['CARP', '67.7%', 'source: Figure 3b, ImageNet-1k', '60.0%'],
      ['CARP + Dec.', '69.5%', 'source: Figure 3b, ImageNet-1k', '60.0%'],
    ]);
  });
});
