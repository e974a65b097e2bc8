import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knobsOf, type RunConfig } from '../../../../src/base/config.ts';
import { said } from '../../../../src/base/errors.ts';
import type { Knob, KnobValue } from '../../../../src/base/knobs.ts';
import { catalogue } from '../../../../src/train/lane/menu.ts';
import { readBackend, readHash, writeHash } from '../../../../src/ui/state/address/address.ts';
import { placed } from '../../../../src/ui/state/address/parts.ts';
import { openingConfigs } from '../../../../src/ui/state/experiment.ts';
import { MOST_LANES } from '../../../../src/ui/state/lane-limits.ts';
import { lessonTroubles, readLesson } from '../../../../src/ui/state/lesson.ts';
import { SMALL } from '../../small-catalogue.ts';

const anyValue = (knob: Knob): fc.Arbitrary<KnobValue> => {
  switch (knob.kind) {
    case 'number':
      return knob.integer
        ? fc.integer({ min: knob.min, max: knob.max })
        : fc.double({ min: knob.min, max: knob.max, noNaN: true });
    case 'following':
      return fc.oneof(fc.constant('auto'), fc.double({ min: knob.min, max: knob.max, noNaN: true }));
    case 'choice':
      return fc.constantFrom(...knob.options.map((option) => option.value));
    case 'toggle':
      return fc.boolean();
    default:
      return knob satisfies never;
  }
};

/** One to six lanes' configs, each key at its default, changed in all alike, in one, or in each. */
const configs: fc.Arbitrary<RunConfig[]> = fc
  .tuple(
    fc.integer({ min: 1, max: MOST_LANES }),
    fc.record(
      Object.fromEntries(
        [...knobsOf(SMALL)].map(([key, knob]) => [
          key,
          fc.record({
            how: fc.constantFrom('default', 'all', 'one', 'each'),
            a: anyValue(knob),
            b: anyValue(knob),
          }),
        ]),
      ),
    ),
  )
  .map(([count, picks]) =>
    openingConfigs(SMALL, count).map((opening, lane) => {
      const config: Record<string, KnobValue> = { ...opening };
      for (const [key, { how, a, b }] of Object.entries(picks)) {
        if (how === 'all' || (how === 'one' && lane === 1)) config[key] = a;
        if (how === 'each') config[key] = lane % 2 === 0 ? a : b;
      }
      return config;
    }),
  );

describe('writeHash and readHash', () => {
  it('are empty for a fresh page', () => {
    expect(writeHash(openingConfigs(SMALL), SMALL)).toBe('');
    expect(readHash('', SMALL)).toEqual({
      configs: openingConfigs(SMALL),
      pace: 'lockstep',
      seeds: 1,
      troubles: [],
    });
  });

  it('bring back one to six configs', () => {
    fc.assert(
      fc.property(configs, (given) => {
        const hash = writeHash(given, SMALL);
        expect(readHash(`#${hash}`, SMALL)).toEqual({
          configs: given,
          pace: 'lockstep',
          seeds: 1,
          troubles: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  it('write shared keys bare and lanes’ own prefixed', () => {
    const [first, second] = openingConfigs(SMALL);
    expect(
      writeHash(
        [
          { ...first, K: 256 },
          { ...second, K: 256, prototypes: 'fixed' },
        ],
        SMALL,
      ),
    ).toBe('v=2&K=256&lane2.prototypes=fixed');
  });

  it('write how many lanes there are', () => {
    expect(writeHash(openingConfigs(SMALL, 1), SMALL)).toBe('v=2&lanes=1');
    expect(writeHash([...openingConfigs(SMALL), ...openingConfigs(SMALL, 1)], SMALL)).toBe(
      'v=2&lanes=3&lane3.prototypes=joint',
    );
    expect(readHash('lane3.K=64&lanes=3', SMALL).configs.map((config) => config['K'])).toEqual([
      512, 512, 64,
    ]);
  });

  it('write several seeds alone', () => {
    const configs = openingConfigs(SMALL);
    const hash = writeHash(configs, SMALL, 'lockstep', 3);
    expect(hash).toBe('v=2&seeds=3');
    expect(readHash(hash, SMALL)).toEqual({ configs, pace: 'lockstep', seeds: 3, troubles: [] });
    const { seeds, troubles } = readHash('v=2&seeds=4', SMALL);
    expect(seeds).toBe(1);
    expect(troubles.map(({ why }) => why)).toEqual(['seeds must be one of 1, 3, 5.']);
  });

  it('write a free pace alone', () => {
    const configs = openingConfigs(SMALL);
    expect(writeHash(configs, SMALL, 'lockstep')).toBe('');
    const hash = writeHash(configs, SMALL, 'free');
    expect(readHash(hash, SMALL)).toEqual({ configs, pace: 'free', seeds: 1, troubles: [] });
    const { pace, troubles } = readHash('v=2&pace=slow', SMALL);
    expect(pace).toBe('lockstep');
    expect(troubles.map(({ failed }) => failed)).toEqual(['pace = slow is not possible']);
  });

  it('give an address of version 1 the defaults that it was written against', () => {
    const time = ['time_compression', 'prototype_lr_multiplier', 'momentum_teacher'];
    const read = (hash: string) =>
      readHash(hash, catalogue).configs.map((config) => time.map((key) => config[key]));
    expect(read('v=2&lanes=1')).toEqual([[10, 'auto', 'auto']]);
    expect(read('v=1&lanes=1')).toEqual([[10, 10, 0.99]]);
    expect(read('v=1&lane2.prototype_lr_multiplier=1&momentum_teacher=0.9')).toEqual([
      [10, 10, 0.9],
      [10, 1, 0.9],
    ]);
    // written again, it means the same
    const old = readHash('v=1&method=dino', catalogue);
    expect(old.troubles).toEqual([]);
    expect(readHash(writeHash(old.configs, catalogue), catalogue).configs).toEqual(old.configs);
  });

  it('read the former name of a setting', () => {
    const { configs, troubles } = readHash('v=2&advance=encoder&lane2.advance=prototypes', catalogue);
    expect(troubles).toEqual([]);
    expect(configs.map((config) => config['update'])).toEqual(['encoder', 'prototypes']);
    expect(configs.some((config) => 'advance' in config)).toBe(false);
  });

  it('let a lane’s own key win whatever the order', () => {
    const { configs } = readHash('lane1.K=64&K=256', SMALL);
    expect(configs.map((config) => config['K'])).toEqual([64, 256]);
  });

  it.each([
    ['K=7', 'K = 7 is out of range'],
    ['K=many', 'K = many has “m” in it'],
    ['lane2.prototypes=fixd', 'prototypes = fixd is not possible'],
    ['colour=red', 'Unknown setting colour'],
    ['lane3.K=64', 'lane3.K'],
    ['v=3', 'version 3'],
    ['lanes=0', 'lanes = 0'],
    ['lanes=7', 'lanes = 7'],
    ['lanes=two', 'lanes = two'],
  ])('refuse %s, saying what failed, and keep the rest', (pair, failed) => {
    const { configs, troubles } = readHash(`#${pair}&D=64`, SMALL);
    expect(troubles).toHaveLength(1);
    expect(troubles[0].kind).toBe('config');
    expect(troubles[0].failed).toContain(failed);
    expect(troubles[0].why).not.toBe('');
    expect(troubles[0].todo).not.toBe('');
    expect(configs).toEqual(openingConfigs(SMALL).map((config) => ({ ...config, D: 64 })));
  });

  it('say which value stands in for a refused one', () => {
    const todo = (hash: string) => readHash(hash, SMALL).troubles[0].todo;
    expect(todo('#K=7')).toBe('Using 512.');
    expect(todo('#lane2.K=7')).toBe('Using 512.');
    expect(todo('#colour=red')).toBe('The rest of the link still works.');
  });

  it('name the lane of a refused value', () => {
    expect(readHash('#lane2.K=1', SMALL).troubles[0].failed).toContain('lane 2');
  });
});

it('every setting is read the same, in whichever part of an address it stands', () => {
  fc.assert(
    fc.property(
      configs,
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom('auto', 'webgpu', 'wasm', 'cpu'),
      (given, places, backend) => {
        const parts: [string[], string[]] = [[], []];
        for (const pair of [...writeHash(given, SMALL).split('&'), `backend=${backend}`])
          parts[places.next().value ? 0 : 1].push(pair);
        const address = placed({ search: `?${parts[0].join('&')}`, hash: `#${parts[1].join('&')}` });
        expect(address.troubles).toEqual([]);
        expect(readHash(address.hash, SMALL)).toEqual(readHash(writeHash(given, SMALL), SMALL));
        expect(readBackend(address.query)).toEqual({ backend, troubles: [] });
        // and put in place, it stays there
        expect(placed({ search: address.query, hash: `#${address.hash}` }).moved).toBe(false);
      },
    ),
    { numRuns: 200 },
  );
});

describe('an address with faults', () => {
  const failed = (hash: string) => readHash(hash, SMALL).troubles.map((trouble) => trouble.failed);

  it.each([
    ['K=64&K=128', 'K'],
    ['lanes=1&lanes=2', 'lanes'],
    ['pace=free&pace=lockstep', 'pace'],
    ['v=1&v=2', 'v'],
    ['lane1.K=64&lane01.K=128', 'lane1.K'],
    ['advance=both&update=both', 'update'],
  ])('has %s, of which the last counts', (pairs, name) => {
    const { troubles } = readHash(pairs, catalogue);
    expect(troubles.map((trouble) => trouble.failed)).toEqual([`The address has ${name} more than once`]);
    const last = readHash(pairs.split('&')[1], catalogue);
    expect(readHash(pairs, catalogue)).toMatchObject({ configs: last.configs, pace: last.pace });
  });

  it('says nothing of a key that all lanes and one lane have', () => {
    expect(failed('K=64&lane1.K=128')).toEqual([]);
  });

  it('counts what is alike and cuts what is long', () => {
    const unknown = Array.from({ length: 4000 }, (_, i) => `${'x'.repeat(50)}${i}=1`);
    const elsewhere = Array.from({ length: 300 }, (_, i) => `lane${i + 7}.K=64`);
    const refused = [...knobsOf(SMALL).keys()].map((key) => `${key}=${'y'.repeat(500)}`);
    const { troubles } = readHash([...unknown, ...elsewhere, ...refused].join('&'), SMALL);
    expect(troubles.map((trouble) => trouble.failed)).toEqual([
      ...refused.slice(0, 3).map(() => expect.stringMatching(/y…/)),
      expect.stringMatching(/^The values of .* and \d+ more are not possible$/),
      expect.stringMatching(/^Unknown settings (x+…, ){2}x+… and 3,997 more$/),
      'No lane for lane7.K, lane8.K, lane9.K and 297 more',
    ]);
    for (const { why = '', failed } of troubles) expect(`${failed} ${why}`.length).toBeLessThan(400);
  });

  it('never becomes a long message, whatever it holds', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 300 }).map(encodeURIComponent);
    const key = fc.oneof(
      text,
      fc.constantFrom('v', 'lanes', 'pace', 'backend', 'embed', 'hide', 'lock', ...knobsOf(SMALL).keys()),
    );
    const pair = fc
      .tuple(fc.option(fc.bigInt({ min: 0n, max: 10n ** 60n }), { nil: undefined }), key, text)
      .map(([lane, name, value]) => `${lane === undefined ? '' : `lane${lane}.`}${name}=${value}`);
    const part = fc.array(pair, { maxLength: 60 }).map((pairs) => pairs.join('&'));
    fc.assert(
      fc.property(part, part, (search, hash) => {
        const address = placed({ search: `?${search}`, hash: `#${hash}` });
        const told = [
          ...address.troubles,
          ...readBackend(address.query).troubles,
          ...lessonTroubles(readLesson(address.query), SMALL),
          ...readHash(address.hash, SMALL).troubles,
        ];
        expect(told.length).toBeLessThan(16);
        for (const trouble of told) {
          expect(trouble.failed.length).toBeLessThan(250);
          expect(said(trouble).length).toBeLessThan(700);
        }
      }),
    );
  });
});

describe('readBackend', () => {
  it.each(['auto', 'webgpu', 'wasm', 'cpu'] as const)('reads %s', (backend) => {
    expect(readBackend(`?backend=${backend}`)).toEqual({ backend, troubles: [] });
  });
  it('is auto without a word, and refuses one it does not know', () => {
    expect(readBackend('?x=1')).toEqual({ backend: 'auto', troubles: [] });
    const { backend, troubles } = readBackend('?backend=cuda');
    expect(backend).toBe('auto');
    expect(troubles[0].failed).toContain('cuda');
  });
  it('takes the last of two and names them', () => {
    const { backend, troubles } = readBackend('?backend=wasm&backend=cpu');
    expect(backend).toBe('cpu');
    expect(troubles.map(({ failed }) => failed)).toEqual(['The address has backend more than once']);
  });
});
