import { type Field, stringIn, unfit } from './json-field.ts';

// Long arrays in JSON files: the bytes of their numbers, little-endian, as base64.

/** True when this machine is little-endian like the files, as nearly all are. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The browser's own coder of typed arrays, which some browsers lack. It is faster, and a long run has megabytes. */
const encoder: unknown = Reflect.get(Uint8Array.prototype, 'toBase64');
const decoder: unknown = Reflect.get(Uint8Array, 'fromBase64');

/** Bytes that become characters in one call: the most arguments that browsers take. */
const CHUNK = 8192;

export function base64Of(values: Float32Array | Uint16Array): string {
  const bytes = littleEndian(
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    values.BYTES_PER_ELEMENT,
  );
  if (typeof encoder === 'function') return encoder.call(bytes);
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(from, from + CHUNK));
  return btoa(text);
}

/** The bytes of numbers of `size` bytes each, in this machine's order. Throws a `data` TroubleError unless the field is
 *  base64 of whole numbers, `wanted` in words. */
export function bytesIn(field: Field, size: number, wanted: string): Uint8Array<ArrayBuffer> {
  const bytes = decoded(field);
  if (bytes.length % size !== 0) throw unfit(field, wanted);
  return littleEndian(bytes, size);
}

/** The bytes with those of each number in the other order where this machine is big-endian. */
function littleEndian<T extends ArrayBufferLike>(
  bytes: Uint8Array<T>,
  size: number,
): Uint8Array<T | ArrayBuffer> {
  if (LITTLE) return bytes;
  return Uint8Array.from(bytes, (_, i) => bytes[i - (i % size) + size - 1 - (i % size)] ?? 0);
}

function decoded(field: Field): Uint8Array<ArrayBuffer> {
  const text = stringIn(field);
  try {
    if (typeof decoder === 'function') return decoder.call(Uint8Array, text);
    const characters = atob(text);
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
    return bytes;
  } catch {
    throw unfit(field, 'base64');
  }
}
