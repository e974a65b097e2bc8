import { at, type Field, items, numberIn, textIn, unfit } from './json-field.ts';

/** A long array in JSON: float32, little-endian, as base64. numpy reads it by frombuffer(b64decode(text), "<f4"). */
export interface PackedFloats {
  readonly float32: string;
}

export function packFloats(values: Float32Array): PackedFloats {
  return { float32: base64(littleEndian(values)) };
}

/** The array that `packFloats` packed, or a plain list of numbers. Throws a `data` TroubleError for anything else. */
export function floatsIn(field: Field): Float32Array {
  if (Array.isArray(field.value)) return Float32Array.from(items(field).map(numberIn));
  const packed = at(field, 'float32');
  const bytes = decoded(packed);
  if (bytes.length % 4 !== 0) throw unfit(packed, 'whole float32 numbers in base64');
  if (LITTLE) return new Float32Array(bytes.buffer);
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** True when this machine is little-endian like the format, as nearly all are. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndian(values: Float32Array): Uint8Array {
  if (LITTLE) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** The browser's own coder of typed arrays, which some browsers lack. It is faster, and a long run has megabytes. */
const encoder: unknown = Reflect.get(Uint8Array.prototype, 'toBase64');
const decoder: unknown = Reflect.get(Uint8Array, 'fromBase64');

/** Bytes that become characters in one call: the most arguments that browsers take. */
const CHUNK = 8192;

function base64(bytes: Uint8Array): string {
  if (typeof encoder === 'function') return encoder.call(bytes);
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(from, from + CHUNK));
  return btoa(text);
}

function decoded(field: Field): Uint8Array<ArrayBuffer> {
  const text = textIn(field);
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
