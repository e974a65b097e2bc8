import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changed, complete, defaults, knobsOf, problems, readPairs } from '../../src/base/config.ts';
import { TroubleError } from '../../src/base/errors.ts';
import type { Knob, KnobValue } from '../../src/base/knobs.ts';
import { SMALL } from './catalogue.ts';

function anyValue(knob: Knob): fc.Arbitrary<KnobValue> {
  switch (knob.kind) {
    case 'number':
      return knob.integer
        ? fc.integer({ min: knob.min, max: knob.max })
        : fc.double({ min: knob.min, max: knob.max, noNaN: true }).map((x) => x + 0);
    case 'following':
      return fc.oneof(
        fc.constant('auto'),
        fc.double({ min: knob.min, max: knob.max, noNaN: true }).map((x) => x + 0),
      );
    case 'choice':
      return fc.constantFrom(...knob.options.map((option) => option.value));
    case 'toggle':
      return fc.boolean();
  }
}

/** Any config the catalogue allows, with any of its keys left out. */
const given = fc.record(Object.fromEntries([...knobsOf(SMALL)].map(([key, knob]) => [key, anyValue(knob)])), {
  requiredKeys: [],
});

describe('a config', () => {
  test('has every key: shelves first, then the run, then parts', () => {
    expect(Object.keys(defaults(SMALL))).toEqual([
      'method',
      'prototypes',
      'dataset',
      'encoder',
      'optimizer',
      'seed',
      'lr',
      'ema',
      'clip',
      'carp.partition_size',
      'dino.centre',
      'mnist.images',
    ]);
    expect(defaults(SMALL)).toMatchObject({ method: 'carp', lr: 2e-3, 'dino.centre': false });
  });

  test('survives JSON', () => {
    fc.assert(
      fc.property(given, (values) => {
        const config = complete(values, SMALL);
        expect(problems(config, SMALL)).toEqual([]);
        expect(complete(JSON.parse(JSON.stringify(config)), SMALL)).toEqual(config);
      }),
    );
  });

  test('survives the address bar as its changed pairs', () => {
    fc.assert(
      fc.property(given, (values) => {
        const config = complete(values, SMALL);
        const hash = new URLSearchParams(
          changed(config, SMALL).map(([key, value]) => [key, String(value)]),
        ).toString();
        expect(complete(readPairs(new URLSearchParams(hash), SMALL), SMALL)).toEqual(config);
      }),
    );
  });

  test('shows nothing in the address bar when all is default', () => {
    expect(changed(defaults(SMALL), SMALL)).toEqual([]);
    expect(changed(complete({ seed: 2, 'dino.centre': true }, SMALL), SMALL)).toEqual([
      ['seed', 2],
      ['dino.centre', true],
    ]);
  });

  test('outside a range is refused with the value, the range and an action', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_001 }), (seed) => {
        const [trouble, ...more] = problems({ seed }, SMALL);
        expect(more).toEqual([]);
        expect(trouble).toMatchObject({
          kind: 'config',
          knob: 'seed',
          failed: `seed = ${seed} is out of range`,
        });
        expect(trouble?.why).toBe('seed must be a whole number from 0 to 1,000,000.');
        expect(trouble?.todo).toContain('the default is 1');
      }),
    );
  });

  test.each([
    [{ seed: 1.5 }, 'seed = 1.5'],
    [{ seed: '1' }, 'seed = 1 is not possible'],
    [{ lr: Number.NaN }, 'lr = null'],
    [{ clip: 1 }, 'clip = 1'],
    [{ method: 'mnist' }, 'method = mnist'],
    [{ 'mnist.images': null }, 'mnist.images = null'],
    [{ 'mnist.image': 'small' }, 'Unknown setting mnist.image'],
    [{ __proto__: null, constructor: 1 }, 'Unknown setting constructor'],
  ])('%o is refused', (config, failed) => {
    expect(() => complete(config, SMALL)).toThrow(TroubleError);
    expect(problems(config, SMALL)[0]?.failed).toContain(failed);
  });

  test('is refused with all of its faults at once', () => {
    expect(() => complete({ seed: -1, clip: 'yes', bogus: 1 }, SMALL)).toThrow(
      /seed = -1 is out of range; clip = yes is not possible; Unknown setting bogus/,
    );
  });

  test('with an unknown key is answered with similar keys', () => {
    expect(problems({ partition: 4 }, SMALL)[0]?.why).toContain('carp.partition_size');
  });

  test.each([
    [['seed', 'one']],
    [['seed', '']],
    [['seed', '1e9']],
    [['clip', 'TRUE']],
    [['encoder', 'vit']],
    [['sede', '1']],
  ] as const)('the text pair %s is refused', (pair) => {
    expect(() => readPairs([pair], SMALL)).toThrow(TroubleError);
  });
});
