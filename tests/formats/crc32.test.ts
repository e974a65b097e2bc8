import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { crc32 } from '../../src/formats/crc32.ts';

/** Bit by bit, as the polynomial is defined. */
function defined(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}

test('the check value of the standard', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
});

test('bytes of any length and parts give the remainder of the definition', () => {
  const chance = random(1);
  for (let length = 0; length < 100; length++) {
    const bytes = Uint8Array.from({ length }, () => chance.below(256));
    expect(crc32(bytes)).toBe(defined(bytes));
    const cut = chance.below(length + 1);
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(defined(bytes));
  }
});
