import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { formatIdx, parseIdx } from '../../src/data/idx.ts';

describe('IDX', () => {
  test('a written file is read back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 }), (shape) => {
        const values = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i * 7);
        expect(parseIdx(formatIdx(shape, values), shape.length, 'x')).toEqual({ shape, values });
      }),
    );
  });

  test('reads a view that does not begin at its buffer', () => {
    const whole = new Uint8Array(13);
    whole.set(formatIdx([2], Uint8Array.of(4, 5)), 3);
    expect(parseIdx(whole.subarray(3), 1, 'x').values).toEqual(Uint8Array.of(4, 5));
  });

  const good = formatIdx([2, 3], new Uint8Array(6));

  test.each([
    ['a page of HTML', new TextEncoder().encode('<!doctype html><html>'), /magic number 3c 21 64 6f/],
    ['a wrong rank', formatIdx([6], new Uint8Array(6)), /magic number 00 00 08 01.*00 00 08 02/],
    ['floats', Uint8Array.from(good, (b, i) => (i === 2 ? 0x0d : b)), /magic number 00 00 0d 02/],
    ['a cut file', good.subarray(0, good.length - 1), /17 bytes \(cut short\).*18 bytes for 2 x 3/],
    ['a file too long', Uint8Array.of(...good, 0), /19 bytes in.*18 bytes/],
    ['a cut header', good.subarray(0, 7), /7 bytes.*header of 12 bytes/],
    ['nothing', new Uint8Array(0), /0 bytes/],
  ])('refuses %s', (_, bytes, message) => {
    const read = () => parseIdx(bytes, 2, 'train-images');
    expect(read).toThrow(TroubleError);
    expect(read).toThrow(message);
    expect(read).toThrow(/train-images/);
  });
});
