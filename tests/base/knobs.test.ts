import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accepts, choice, following, number, parse, toggle, wanted } from '../../src/base/knobs.ts';

const share = number({ label: 'Share', default: 0.5, min: 0, max: 1, hint: 'A share.' });
const count = number({
  label: 'Count',
  default: 3,
  min: 1,
  max: 9,
  integer: true,
  live: true,
  hint: 'A count.',
});
const speed = following({ label: 'Speed', min: 0, max: 2, hint: 'A speed.' });
const size = choice({
  label: 'Size',
  default: 'small',
  options: [
    { value: 'small', label: 'Small' },
    { value: 'full', label: 'Full' },
  ],
  hint: 'A size.',
});
const on = toggle({ label: 'On', default: false, hint: 'On or off.' });

describe('knobs', () => {
  test('act at the next start, on any number, linearly, by default', () => {
    expect(share).toMatchObject({ kind: 'number', live: false, integer: false, scale: 'linear' });
    expect(count).toMatchObject({ live: true, integer: true });
    expect([size.live, on.live]).toEqual([false, false]);
  });

  test('describe the values that they accept', () => {
    expect([share, count, speed, size, on].map(wanted)).toEqual([
      'a number from 0 to 1',
      'a whole number from 1 to 9',
      'a number from 0 to 2, or auto',
      'one of small, full',
      'true or false',
    ]);
  });

  test('accept values of their type within the range and on its bounds', () => {
    for (const value of [0, 1, 0.3]) expect(accepts(share, value)).toBe(true);
    for (const value of [-1e-9, 1.1, NaN, Infinity, '0.3', null, undefined, true])
      expect(accepts(share, value)).toBe(false);
    expect([1, 9, 2.5].map((value) => accepts(count, value))).toEqual([true, true, false]);
    expect(['small', 'big', 1].map((value) => accepts(size, value))).toEqual([true, false, false]);
    expect([true, false, 'true', 0].map((value) => accepts(on, value))).toEqual([true, true, false, false]);
  });

  test('follow another setting by default, and may be a number', () => {
    expect(speed).toMatchObject({ kind: 'following', default: 'auto', live: false });
    expect(['auto', 0, 2, 2.1, 'Auto', NaN].map((value) => accepts(speed, value))).toEqual([
      ...[true, true, true],
      ...[false, false, false],
    ]);
    expect(['auto', '0.5', '', 'x'].map((text) => parse(speed, text))).toEqual([
      'auto',
      0.5,
      undefined,
      undefined,
    ]);
  });

  test('parse the values that they print', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => parse(share, String(x)) === x + 0),
    );
    expect([parse(on, 'true'), parse(on, 'false'), parse(size, 'full')]).toEqual([true, false, 'full']);
  });

  test('do not parse values of another type', () => {
    for (const text of ['', ' ', 'x', '1,5 %', '1,000', '1 2']) expect(parse(share, text)).toBeUndefined();
    for (const text of ['', '1', 'yes', 'True']) expect(parse(on, text)).toBeUndefined();
  });
});
