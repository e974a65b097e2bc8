import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { openingConfigs } from '../../../src/ui/state/experiment.ts';
import type { Ghost } from '../../../src/ui/state/ghost.ts';
import { NO_RUN, newLane } from '../../../src/ui/state/lane-state.ts';
import { changes, laneNames, pageLabels } from '../../../src/ui/words/lane-names.ts';
import { SMALL } from '../small-catalogue.ts';

const [joint, decoupled] = openingConfigs(SMALL);

describe('laneNames', () => {
  it('are method and prototypes if these distinguish the lanes', () => {
    expect(laneNames([joint, decoupled], SMALL)).toEqual(['CARP · joint', 'CARP · decoupled']);
    expect(laneNames([joint, { ...decoupled, K: 64 }], SMALL)).toEqual(['CARP · joint', 'CARP · decoupled']);
  });
  it('add what differs among lanes of one name', () => {
    expect(laneNames([joint, decoupled, { ...decoupled, 'decoupled.eta': 0.95 }], SMALL)).toEqual([
      'CARP · joint',
      'CARP · decoupled, η 0.99',
      'CARP · decoupled, η 0.95',
    ]);
    expect(laneNames([joint, { ...joint, 'views.flip': false }], SMALL)).toEqual([
      'CARP · joint, Flip on',
      'CARP · joint, Flip off',
    ]);
    expect(laneNames([joint, { ...joint, 'head.output_norm': 'batchnorm' }], SMALL)[1]).toBe(
      'CARP · joint, Head output norm BatchNorm',
    );
  });
  it('name a setting of the whole run for every lane if it distinguishes some', () => {
    const sweep = [
      { ...joint, K: 128 },
      { ...joint, K: 1024 },
      { ...decoupled, K: 1024 },
    ];
    expect(laneNames(sweep, SMALL)).toEqual([
      'CARP · joint, K 128',
      'CARP · joint, K 1,024',
      'CARP · decoupled, K 1,024',
    ]);
  });
  it('leave out knobs of parts that no lane uses', () => {
    expect(laneNames([joint, { ...joint, 'swav.tau': 0.2, 'decoupled.eta': 0.5 }], SMALL)).toEqual([
      'CARP · joint (1)',
      'CARP · joint (2)',
    ]);
  });
  it('name one difference, or two if one is not enough', () => {
    const wide = { ...joint, K: 1024, D: 64 };
    expect(laneNames([joint, wide], SMALL)).toEqual(['CARP · joint, K 512', 'CARP · joint, K 1,024']);
    expect(laneNames([joint, wide, { ...wide, D: 32 }], SMALL)[2]).toBe('CARP · joint, K 1,024, D 32');
  });
  it('say the seed of every lane if seeds differ', () => {
    expect(laneNames([joint, { ...decoupled, seed: 2 }], SMALL)).toEqual([
      'CARP · joint, seed 1',
      'CARP · decoupled, seed 2',
    ]);
  });
  it('number identical lanes', () => {
    expect(laneNames([joint, decoupled, joint], SMALL)).toEqual([
      'CARP · joint (1)',
      'CARP · decoupled',
      'CARP · joint (3)',
    ]);
  });
});

describe('the names of the page’s lanes and ghosts', () => {
  const lane = { ...newLane(1), config: joint };
  const ghost = (config: RunConfig, name?: string): Ghost => ({
    id: JSON.stringify(config),
    ...(name !== undefined && { name }),
    run: { ...NO_RUN, config },
  });
  const labels = (...ghosts: Ghost[]) => pageLabels({ lanes: [lane], ghosts, catalogue: SMALL });

  it('say what distinguishes a pinned run from the lanes', () => {
    expect(labels(ghost({ ...joint, K: 64 }))).toEqual({
      lanes: ['CARP · joint, K 512'],
      ghosts: ['CARP · joint, K 64'],
    });
  });
  it('mark pinned runs that are like a lane, and keep the names that a person gave', () => {
    expect(labels(ghost(joint), ghost({ ...joint }), ghost({ ...joint, K: 64 }, 'mine'))).toEqual({
      lanes: ['CARP · joint'],
      ghosts: ['CARP · joint (pinned)', 'CARP · joint (pinned, 2)', 'mine'],
    });
  });
});

describe('changes', () => {
  it('name the settings in which a lane differs from the first', () => {
    expect(changes(joint, joint, SMALL)).toEqual([]);
    expect(changes(decoupled, joint, SMALL)).toEqual(['joint → decoupled']);
    expect(changes({ ...decoupled, 'decoupled.eta': 0.95, K: 64 }, decoupled, SMALL)).toEqual([
      'K 512 → 64',
      'η 0.99 → 0.95',
    ]);
    expect(changes({ ...joint, method: 'swav', 'views.flip': false }, joint, SMALL)).toEqual([
      'CARP → SwAV',
      'Flip on → off',
    ]);
  });
  it('leave out knobs of the other lane’s parts', () => {
    expect(changes({ ...decoupled, 'decoupled.eta': 0.5 }, joint, SMALL)).toEqual(['joint → decoupled']);
  });
});
