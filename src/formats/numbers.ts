import { viewOf } from './bytes.ts';

/** Types of weights. */
type FloatType = 'float16' | 'bfloat16' | 'float32' | 'float64';
/** Types of indices and counts. */
type IntegerType = 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'bool';
/** Number types that can be read. Each becomes float32. */
type NumberType = FloatType | IntegerType;

/** Bytes of a number of weights. */
export const FLOAT_SIZES: Readonly<Record<FloatType, number>> = {
  float16: 2,
  bfloat16: 2,
  float32: 4,
  float64: 8,
};
/** Bytes of a number. */
export const NUMBER_SIZES: Readonly<Record<NumberType, number>> = {
  ...FLOAT_SIZES,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
};

/** True for a type whose numbers can be weights. */
export const isFloat = (dtype: string): boolean => Object.hasOwn(FLOAT_SIZES, dtype);

/** True for a type whose numbers can be read. */
export const isNumber = (dtype: string): dtype is NumberType => Object.hasOwn(NUMBER_SIZES, dtype);

/** The integer at a byte. */
const INTEGERS: Readonly<Record<IntegerType, (view: DataView, at: number, little: boolean) => number>> = {
  int8: (view, at) => view.getInt8(at),
  int16: (view, at, little) => view.getInt16(at, little),
  int32: (view, at, little) => view.getInt32(at, little),
  int64: (view, at, little) => Number(view.getBigInt64(at, little)),
  uint8: (view, at) => view.getUint8(at),
  uint16: (view, at, little) => view.getUint16(at, little),
  uint32: (view, at, little) => view.getUint32(at, little),
  uint64: (view, at, little) => Number(view.getBigUint64(at, little)),
  bool: (view, at) => (view.getUint8(at) === 0 ? 0 : 1),
};

/** True where this machine writes the lowest byte of a number first. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The value of every IEEE 754 binary16, by its bits. */
const HALVES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => half(bits));

/** Numbers in a file's byte order, as float32. float64 is rounded, and so are integers beyond 2^24. */
export function widened(bytes: Uint8Array, type: NumberType, little: boolean): Float32Array {
  const view = viewOf(bytes);
  const size = NUMBER_SIZES[type];
  const floats = new Float32Array(bytes.length / size);
  if (type === 'float32' && little === LITTLE) {
    new Uint8Array(floats.buffer).set(bytes);
    return floats;
  }
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0, at = 0; i < floats.length; i++, at += size) {
    if (type === 'float32') bits[i] = view.getUint32(at, little);
    else if (type === 'float64') floats[i] = view.getFloat64(at, little);
    else if (type === 'bfloat16') bits[i] = view.getUint16(at, little) << 16;
    else if (type === 'float16') floats[i] = HALVES[view.getUint16(at, little)];
    else floats[i] = INTEGERS[type](view, at, little);
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
