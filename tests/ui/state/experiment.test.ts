import { describe, expect, it } from 'vitest';
import { knobsOf } from '../../../src/base/config.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import {
  followedNumbers,
  laneGroups,
  laneName,
  openingConfigs,
  sharedGroups,
  waiting,
} from '../../../src/ui/state/experiment.ts';
import { SMALL } from '../small-catalogue.ts';

const [joint, decoupled] = openingConfigs(SMALL);

describe('laneName', () => {
  it('names method and prototypes', () => {
    expect(laneName(joint, SMALL)).toBe('CARP · joint');
    expect(laneName(decoupled, SMALL)).toBe('CARP · decoupled');
  });
});

describe('followedNumbers', () => {
  it('are what auto stands for: the encoder’s rate, and the time compression', () => {
    const [config] = openingConfigs(catalogue);
    const numbers = followedNumbers({ ...config, encoder: 'vit', time_compression: 2 }, catalogue);
    expect(numbers).toEqual({ lr: 0.001, prototype_lr_multiplier: 2, momentum_teacher: 0.992 });
    const following = [...knobsOf(catalogue)].filter(([, knob]) => knob.kind === 'following');
    for (const [key] of following) expect(numbers[key], key).toBeDefined();
  });
  it('leave out what an encoder does not give', () => {
    expect('lr' in followedNumbers(joint, SMALL)).toBe(false);
  });
});

describe('knob groups', () => {
  it('give a lane the knobs of its own method and prototypes', () => {
    const keys = laneGroups(decoupled, SMALL).flatMap((group) => group.knobs.map(([key]) => key));
    expect(keys).toEqual(['carp.partition_size', 'decoupled.eta']);
  });
  it('give the experiment the rest, grouped by the word before the dot', () => {
    const groups = sharedGroups([joint, decoupled], SMALL);
    expect(groups.map((group) => group.title)).toEqual(['Run', 'Head', 'Views']);
    expect(groups[0].knobs.map(([key]) => key)).toContain('K');
  });
  it('leave no knob of the real catalogue without a place when every part is picked', () => {
    const placed = new Set<string>();
    for (const method of catalogue.shelves.method)
      for (const prototypes of catalogue.shelves.prototypes)
        for (const dataset of catalogue.shelves.dataset)
          for (const encoder of catalogue.shelves.encoder)
            for (const optimizer of catalogue.shelves.optimizer) {
              const config = {
                ...openingConfigs(catalogue)[0],
                method: method.id,
                prototypes: prototypes.id,
                dataset: dataset.id,
                encoder: encoder.id,
                optimizer: optimizer.id,
              };
              for (const group of [...laneGroups(config, catalogue), ...sharedGroups([config], catalogue)])
                for (const [key] of group.knobs) placed.add(key);
            }
    const shelves = Object.keys(catalogue.shelves);
    expect([...knobsOf(catalogue).keys()].filter((key) => !placed.has(key))).toEqual(shelves);
  });
});

describe('waiting', () => {
  it('lists what acts only at a start, and not what is live', () => {
    const wanted = { ...joint, K: 64, lr: 0.01 };
    expect(waiting(wanted, joint, SMALL).map(([key]) => key)).toEqual(['K']);
  });
  it('holds a knob that an older run lacks for its default', () => {
    const { 'carp.partition_size': size, ...older } = joint;
    expect(size).toBeDefined();
    expect(waiting(joint, older, SMALL)).toEqual([]);
    const turned = waiting({ ...joint, 'carp.partition_size': 64 }, older, SMALL);
    expect(turned.map(([key]) => key)).toEqual(['carp.partition_size']);
  });
  it('leaves out knobs of parts that are not picked', () => {
    expect(waiting({ ...joint, 'carp.partition_size': 64 }, joint, SMALL).map(([key]) => key)).toEqual([
      'carp.partition_size',
    ]);
    const swav = { ...joint, method: 'swav' };
    expect(waiting({ ...swav, 'carp.partition_size': 64 }, swav, SMALL)).toEqual([]);
  });
});
