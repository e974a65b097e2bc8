import { decode, encode, hasPngSignature } from 'fast-png';
import { expect, it } from 'vitest';
import { withResolution } from '../../src/export/png-resolution.ts';

const png = encode({ width: 2, height: 1, data: Uint8Array.of(0, 255), channels: 1 });

it.each([
  [300, 11811],
  [600, 23622],
])('a PNG of %i dpi says %i dots a metre, and keeps its pixels', (dpi, perMetre) => {
  const marked = withResolution(png, dpi);
  expect(hasPngSignature(marked)).toBe(true);
  // with the checksums of all chunks
  const read = decode(marked, { checkCrc: true });
  expect(read.resolution).toEqual({ x: perMetre, y: perMetre, unit: 1 });
  expect([read.width, read.height, ...read.data]).toEqual([2, 1, 0, 255]);
});

it('the check of checksums sees a changed byte', () => {
  const broken = withResolution(png, 300);
  broken[8 + 25 + 8] ^= 1;
  expect(() => decode(broken, { checkCrc: true })).toThrow(/CRC/i);
});
