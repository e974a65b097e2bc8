import type { Random } from '../../src/base/random.ts';
import type { Bytes } from '../../src/formats/bytes.ts';

/** Bytes at either end of a file, where its structure is. */
const EDGE = 3000;

/** A place in a file, mostly near one of its ends. */
function place(length: number, chance: Random): number {
  const near = chance.below(Math.min(EDGE, length));
  return [near, length - 1 - near, chance.below(length)][chance.below(3)] ?? 0;
}

/** A damaged file: bytes changed, numbers made extreme, parts cut out or doubled, or the end cut off. */
export function damaged(whole: Uint8Array, chance: Random): Uint8Array {
  if (whole.length === 0) return Uint8Array.of(chance.below(256));
  let bytes = whole.slice();
  for (let changes = 1 + chance.below(4); changes > 0; changes--) {
    const at = place(bytes.length, chance);
    const length = 1 + chance.below(16);
    const kind = chance.below(6);
    if (kind === 0) bytes = bytes.slice(0, Math.max(1, at));
    else if (kind === 1) bytes = joined(bytes.subarray(0, at), bytes.subarray(at + length));
    else if (kind === 2) bytes = joined(bytes.subarray(0, at + length), bytes.subarray(at));
    else if (kind === 3) bytes.fill(chance.below(2) * 255, at, at + length);
    else bytes[at] = chance.below(256);
    if (bytes.length === 0) return bytes;
  }
  return bytes;
}

const joined = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Bytes that are there already. */
export const inMemory = (data: Uint8Array): Bytes => ({
  size: data.length,
  slice: async (from, to) => data.subarray(from, to),
});
