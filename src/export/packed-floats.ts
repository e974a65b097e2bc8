import { at, type Field, items, numberIn, textIn, unfit } from './json-field.ts';

/** Long arrays in JSON: float32, little-endian, as base64. numpy reads it by frombuffer(b64decode(text), "<f4"). */
export interface PackedFloats {
  readonly float32: string;
}

/** Bytes turned into characters at once: the most arguments that browsers take. */
const CHUNK = 8192;

export function packFloats(values: Float32Array): PackedFloats {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  const bytes = new Uint8Array(view.buffer);
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK)
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  return { float32: btoa(text) };
}

/** What `packFloats` wrote, or a plain list of numbers. Throws a `data` TroubleError for anything else. */
export function floatsIn(field: Field): Float32Array {
  if (Array.isArray(field.value)) return Float32Array.from(items(field).map(numberIn));
  const packed = at(field, 'float32');
  const bytes = decoded(packed);
  if (bytes.length % 4 !== 0) throw unfit(packed, 'whole float32 numbers in base64');
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

function decoded(field: Field): Uint8Array<ArrayBuffer> {
  const text = textIn(field);
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw unfit(field, 'base64');
  }
}
