import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../src/base/messages.ts';
import { duration, numeral, percent, roughly, speed } from '../../src/ui/numerals.ts';
import { verdict } from '../../src/ui/verdict.ts';
import { measureAt } from './played-lane.ts';

describe('numerals', () => {
  it.each([
    [65536, '65,536'],
    [0.002, '0.002'],
    [0.00001, '1e-5'],
    [0, '0'],
    [Number.NaN, 'NaN'],
  ])('writes %d as %s', (value, text) => expect(numeral(value)).toBe(text));

  it.each([
    [0.8791, '87.9 %'],
    [undefined, '–'],
    [Number.NaN, '–'],
  ])('writes the share %d as %s', (share, text) => expect(percent(share)).toBe(text));

  it.each([
    [0, '0 %'],
    [0.001, 'under 1 %'],
    [0.999, 'over 99 %'],
    [1, '100 %'],
    [0.884, '88 %'],
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

describe('verdict', () => {
  const half = EPSILONS.length - 1;
  const at = (unique: number, used: number, dead = 0, step = 100) => ({
    ...measureAt(3, step, 500),
    unique: EPSILONS.map(() => unique),
    used,
    dead,
  });
  it.each([
    [at(0.12, 0.08), '88 % of the prototypes are copies at ε 0.5.'],
    [at(0.96, 0.05), '96 % unique at ε 0.5, but only 5 % won an assignment in the last 50 steps.'],
    [at(0.96, 0.9), '96 % unique at ε 0.5, and 90 % won an assignment in the last 50 steps.'],
    [at(1, 0, 0, 0), 'Untrained: 100 % of the prototypes are unique at ε 0.5.'],
    [at(0.02, 0.02, 0.9), '8 % of the prototypes are copies at ε 0.5. 90 % are dead (no direction).'],
  ])('names its evidence: %#', (measure, text) => expect(verdict(measure, half)).toBe(text));
});
