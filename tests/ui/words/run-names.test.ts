import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knobsOf, type RunConfig } from '../../../src/base/config.ts';
import { openingConfigs } from '../../../src/ui/state/experiment.ts';
import { runNames } from '../../../src/ui/words/run-names.ts';
import { SMALL } from '../small-catalogue.ts';

const [joint, decoupled] = openingConfigs(SMALL);

describe('the names of runs shown together', () => {
  it('say only what differs among them', () => {
    const twins = [
      { ...joint, K: 64, D: 32 },
      { ...joint, K: 128, D: 32 },
    ];
    expect(runNames(twins, SMALL)).toEqual(['CARP · joint, K 64', 'CARP · joint, K 128']);
  });
  it('say more only of runs that one setting does not distinguish', () => {
    const wide = { ...joint, K: 1024 };
    expect(runNames([joint, wide, { ...wide, D: 32 }], SMALL)).toEqual([
      'CARP · joint, K 512',
      'CARP · joint, K 1,024, D 128',
      'CARP · joint, K 1,024, D 32',
    ]);
  });
  it('say of a run alone what is not the default', () => {
    expect(runNames([joint], SMALL)).toEqual(['CARP · joint']);
    expect(
      runNames([{ ...decoupled, seed: 7, K: 64, 'decoupled.eta': 0.5, 'swav.tau': 0.2 }], SMALL),
    ).toEqual(['CARP · decoupled, K 64, η 0.5']);
  });
  it('say the seed if seeds differ, and do not hide another difference behind it', () => {
    const wide = { ...joint, K: 1024 };
    expect(runNames([joint, { ...joint, seed: 2 }, { ...wide, D: 32 }, { ...wide, seed: 2 }], SMALL)).toEqual(
      [
        'CARP · joint, K 512, seed 1',
        'CARP · joint, K 512, seed 2',
        'CARP · joint, K 1,024, D 32, seed 1',
        'CARP · joint, K 1,024, D 128, seed 2',
      ],
    );
  });
  it('take a setting that an older run lacks for its default', () => {
    const { D: _, ...older }: RunConfig = { ...joint, K: 64 };
    expect(runNames([joint, older], SMALL)).toEqual(['CARP · joint, K 512', 'CARP · joint, K 64']);
  });
  it('write numbers in full that would round to the same', () => {
    const etas = [0.99991, 0.99994].map((eta) => ({ ...decoupled, 'decoupled.eta': eta }));
    const names = runNames(etas, SMALL);
    expect(names).toEqual(['CARP · decoupled, η 0.99991', 'CARP · decoupled, η 0.99994']);
  });

  const some: fc.Arbitrary<RunConfig> = fc.record({
    method: fc.constantFrom('carp', 'swav'),
    prototypes: fc.constantFrom('joint', 'decoupled'),
    encoder: fc.constantFrom('conv', 'mlp'),
    dataset: fc.constant('mnist'),
    optimizer: fc.constant('adamw'),
    seed: fc.constantFrom(1, 2),
    K: fc.constantFrom(64, 512),
    D: fc.constantFrom(32, 128),
    lr: fc.constantFrom(0.002, 0.0020001),
    'views.flip': fc.boolean(),
    'head.output_norm': fc.constantFrom('auto', 'batchnorm'),
    'decoupled.eta': fc.constantFrom(0.99, 0.5),
    'swav.tau': fc.constantFrom(0.1, 0.2),
  });
  /** The settings that a run acts by. */
  const acting = (config: RunConfig): string =>
    JSON.stringify(
      [...knobsOf(SMALL)].flatMap(([key, knob]) => {
        const [owner] = key.split('.');
        const used = key in SMALL.run || owner === key || Object.values(config).includes(owner);
        return used ? [[key, config[key] ?? knob.default]] : [];
      }),
    );

  it('are equal for equal runs, and for no others', () => {
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 12 }), (configs) => {
        const names = runNames(configs, SMALL);
        const [runs, told] = [new Set(configs.map(acting)), new Set(names)];
        expect(told.size).toBe(runs.size);
      }),
    );
  });
});
