import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indicesIn, packIndices } from '../../src/export/packed-indices.ts';

const field = (value: unknown) => ({ value, path: 'representatives' });

it('packs uint16, little-endian, in base64', () => {
  expect(packIndices(Uint16Array.of(1, 0xfffe))).toEqual({ uint16: 'AQD+/w==' });
});

it('packs what differs from the array before, and all where that is no shorter', () => {
  const before = Uint16Array.of(0, 1, 2, 3);
  expect(packIndices(Uint16Array.of(0, 1, 0, 3), before)).toEqual({ changed: 'AgAAAA==' });
  expect(packIndices(before, before)).toEqual({ changed: '' });
  expect(packIndices(Uint16Array.of(0, 0, 0, 0), before)).toHaveProperty('uint16');
  expect(packIndices(Uint16Array.of(0, 1), before)).toHaveProperty('uint16');
});

it('unpacks what it packed, whatever came before', () => {
  const arrays = fc.uint16Array({ maxLength: 12, max: 3 });
  fc.assert(
    fc.property(arrays, fc.option(arrays, { nil: undefined }), (values, before) => {
      expect(indicesIn(field(packIndices(values, before)), before)).toEqual(values);
    }),
  );
});

it.each<[string, unknown, RegExp]>([
  ['a list', [1], /an object/],
  ['half a number', { uint16: 'AAA=AA' }, /base64|whole/],
  ['an odd byte', { uint16: 'AA==' }, /whole uint16 numbers/],
  ['half a pair', { changed: 'AAA=' }, /in pairs/],
  ['a place beyond the end', { changed: 'BAAAAA==' }, /places below 4/],
])('refuses %s', (_, value, wanted) => {
  expect(() => indicesIn(field(value), Uint16Array.of(0, 1, 2, 3))).toThrow(wanted);
});

it('refuses changes of nothing', () => {
  expect(() => indicesIn(field({ changed: '' }))).toThrow(/array before/);
});
