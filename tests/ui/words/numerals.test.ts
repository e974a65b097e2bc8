import { describe, expect, it } from 'vitest';
import { duration, numeral, percent, roughly, speed } from '../../../src/ui/words/numerals.ts';

describe('numerals', () => {
  it.each([
    [65536, '65,536'],
    [0.002, '0.002'],
    [0.00001, '1e-5'],
    [0, '0'],
    [Number.NaN, 'NaN'],
  ])('writes %d as %s', (value, text) => expect(numeral(value)).toBe(text));

  it.each([
    [0.8791, '87.9%'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ])('writes the share %d as %s', (share, text) => expect(percent(share)).toBe(text));

  it.each([
    [0, '0%'],
    [0.0004, 'under 0.1%'],
    [0.9996, 'over 99.9%'],
    [1, '100%'],
    [0.884, '88.4%'],
  ])('says the share %d as %s', (share, text) => expect(roughly(share)).toBe(text));

  it.each([
    [8.6, '9 s'],
    [125, '2 min 05 s'],
    [4320, '1 h 12 min'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('says %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it('gives slow speeds a decimal', () => {
    expect([speed(0.84), speed(41.3)]).toEqual(['0.8 steps/s', '41 steps/s']);
  });
});
