import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumber } from '../../src/base/number-text.ts';

describe('a number as people write it', () => {
  test.each([
    ['512', 512],
    ['  512\n', 512],
    ['0.001', 0.001],
    ['.5', 0.5],
    ['5.', 5],
    ['0,001', 0.001],
    ['0,5', 0.5],
    ['1,5', 1.5],
    ['12,34567', 12.34567],
    ['1e-3', 0.001],
    ['1E-3', 0.001],
    ['1,5e-3', 0.0015],
    ['+3', 3],
    ['−2', -2],
    ['65 536', 65536],
    ['65\u00a0536', 65536],
    ['65\u202f536', 65536],
    ["65'536", 65536],
    ['65_536', 65536],
    ['1,234,567', 1234567],
    ['1.234.567', 1234567],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['1 234,5', 1234.5],
    ['1 234 567.25', 1234567.25],
    ['0.125', 0.125],
    ['0.000', 0],
    ['1.0000', 1],
    ['3.25159', 3.25159],
    ['1.125', 1.125],
  ])('%j is %d', (text, value) => {
    expect(readNumber(text)).toEqual({ value });
  });

  test.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['½', 'has “½” in it'],
    ['64 px', 'has a space in it'],
    ['64px', 'has “p” in it'],
    ['10%', 'has “%” in it'],
    ['1/2', 'has “/” in it'],
    ['10^-3', 'has “^” in it'],
    ['1·10⁻³', 'has “·” in it'],
    ['0x10', 'has “x” in it'],
    ['0b1', 'has “b” in it'],
    ['Infinity', 'has “I” in it'],
    ['NaN', 'has “N” in it'],
    ['1e', 'is not a number'],
    ['1 2', 'has a space in it'],
    ['65 53', 'has a space in it'],
    ['1,2,3', 'has “,” in it'],
    ['1.2.3', 'is not a number'],
    ['1,234,56', 'has “,” in it'],
    ['1-2', 'is not a number'],
    ['٣', 'has “٣” in it'],
    ['😀', 'has “😀” in it'],
    ['65,536', 'could be 65536 or 65.536'],
    ['1,000', 'could be 1000 or 1.0'],
    ['1.000', 'could be 1000 or 1.0'],
  ])('%j %s', (text, fault) => {
    expect(readNumber(text)).toEqual({ fault });
  });

  test('reads every number as it is printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = String(value);
        expect(readNumber(text)).toEqual({ value: Object.is(value, -0) ? 0 : value });
      }),
    );
  });

  test.each(['en', 'de', 'fr', 'de-CH', 'sv'])('reads whole numbers as they are written in %s', (locale) => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), (value) => {
        const text = value.toLocaleString(locale);
        // a single point is the decimal point of this project
        fc.pre(!/^\d{1,3}\.\d{3}$/.test(text));
        const read = readNumber(text);
        if ('value' in read) expect(read.value).toBe(value);
        else expect(read.fault).toMatch(/^could be/);
      }),
    );
  });

  test('whatever else is typed, it is never another number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,e+- x½%') }), (text) => {
        const read = readNumber(text);
        if ('value' in read) {
          expect(text).not.toMatch(/[x½%]/);
          if (/e/i.test(text)) return;
          const digits = (one: string) => one.replace(/\D/g, '').replace(/^0+|0+$/g, '');
          if (digits(text).length < 15)
            expect(digits(String(Number(read.value.toFixed(20))))).toBe(digits(text));
        }
      }),
      { numRuns: 500 },
    );
  });
});
