import { base64Of, bytesIn } from './base64.ts';
import { at, type Field, items, numberIn } from './json-field.ts';

/** A long array in JSON: float32, little-endian, as base64. numpy reads it by frombuffer(b64decode(text), "<f4"). */
export interface PackedFloats {
  readonly float32: string;
}

export const packFloats = (values: Float32Array): PackedFloats => ({ float32: base64Of(values) });

/** The array that `packFloats` packed, or a plain list of numbers. Throws a `data` TroubleError for anything else. */
export function floatsIn(field: Field): Float32Array {
  if (Array.isArray(field.value)) return Float32Array.from(items(field).map(numberIn));
  return new Float32Array(bytesIn(at(field, 'float32'), 4, 'whole float32 numbers in base64').buffer);
}
