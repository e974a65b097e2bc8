import { describe, expect, it } from 'vitest';
import {
  at,
  entries,
  type Field,
  flagIn,
  items,
  numberIn,
  numbersByName,
  numbersIn,
  optional,
  replacer,
  textIn,
} from '../../src/export/json-field.ts';

const field = (value: unknown, path = 'run'): Field => ({ value, path });

describe('a field', () => {
  it('has the path of its keys and places', () => {
    const [, second] = items(at(field({ lanes: [1, { angles: 2 }] }, ''), 'lanes'));
    expect(at(second, 'angles')).toEqual({ value: 2, path: 'lanes[1].angles' });
    expect([...entries(field({ a: 1 }))]).toEqual([['a', { value: 1, path: 'run.a' }]]);
  });

  it('reads numbers, also those that JSON lacks', () => {
    const values = [1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(numbersIn(field(JSON.parse(JSON.stringify(values, replacer))))).toEqual(values);
    expect(numbersByName(field({ loss: 'NaN', entropy: 2 }))).toEqual({ loss: Number.NaN, entropy: 2 });
  });

  it('reads texts and flags', () => {
    expect(textIn(field(''))).toBe('');
    expect(flagIn(field(false))).toBe(false);
  });

  it('may be missing or null where it is optional', () => {
    expect(optional(at(field({}), 'step'), numberIn)).toBeUndefined();
    expect(optional(field(null), numberIn)).toBeUndefined();
    expect(optional(field(0), numberIn)).toBe(0);
  });

  it.each<[string, () => unknown]>([
    ['run.x is nothing', () => numberIn(at(field({}), 'x'))],
    ['run is "toString"', () => numberIn(field('toString'))],
    ['run is "1"', () => numberIn(field('1'))],
    ['run is 1', () => textIn(field(1))],
    ['run is "true"', () => flagIn(field('true'))],
    ['run is an object', () => items(field({}))],
    ['run is []', () => entries(field([]))],
    ['Its top level is null', () => at(field(null, ''), 'lanes')],
  ])('is refused with its value and place: %s', (came, read) => {
    expect(read).toThrow(`${came}, but must be`);
  });
});

it('typed arrays become lists of numbers', () => {
  expect(JSON.stringify({ angles: Float32Array.of(0.5, 1) }, replacer)).toBe('{"angles":[0.5,1]}');
});
