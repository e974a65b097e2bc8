import { viewOf } from './bytes.ts';

/** Number types that can be read. Each becomes float32. */
export type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';

/** Bytes of a number. */
export const FLOAT_SIZES: Readonly<Record<FloatType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};

/** Numbers in a file's byte order, as float32. float64 is rounded; the other types lose nothing. */
export function widened(bytes: Uint8Array, type: FloatType, little: boolean): Float32Array {
  const view = viewOf(bytes);
  const size = FLOAT_SIZES[type];
  const floats = new Float32Array(bytes.length / size);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0, at = 0; i < floats.length; i++, at += size) {
    if (type === 'float32') bits[i] = view.getUint32(at, little);
    else if (type === 'float64') floats[i] = view.getFloat64(at, little);
    else if (type === 'bfloat16') bits[i] = view.getUint16(at, little) << 16;
    else floats[i] = half(view.getUint16(at, little));
  }
  return floats;
}

/** The value of an IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
