import { TroubleError } from '../base/errors.ts';
import type { Bytes } from './bytes.ts';
import { isNumber, widened } from './numbers.ts';
import { numpyType } from './numpy-types.ts';
import { isCall, type Pickled, type PickledCall } from './pickle.ts';
import { denseStrides, type Tensor, tensorOf } from './tensor.ts';

/** Functions by which numpy makes an array or a scalar, in both of its major versions. */
const ARRAY = /^numpy\.(_core|core)\.multiarray\._reconstruct$/;
const BUFFER = /^numpy\.(_core|core)\.numeric\._frombuffer$/;
const SCALAR = /^numpy\.(_core|core)\.multiarray\.scalar$/;

const broken = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'An array of numpy in this file cannot be read',
    why,
    todo: 'Download the file again, or save the array with numpy.save.',
  });

/** True for a call by which numpy makes an array or a scalar. */
export const isNumpy = ({ name }: PickledCall): boolean =>
  ARRAY.test(name) || BUFFER.test(name) || SCALAR.test(name);

/**
 * An array as a tensor, a scalar as a number, and in words what an array of no numbers holds. Throws a `data`
 * TroubleError. The state of an array is that of numpy.ndarray.__setstate__.
 */
export function numpyValue(call: PickledCall, key: string): Tensor | number | string {
  const [first = null, second = null, third = null, fourth = null] = call.args;
  if (SCALAR.test(call.name)) return scalar(first, second);
  // version, shape, type, order, data; or as arguments data, type, shape, order
  const state = Array.isArray(call.state) ? call.state : [];
  const [, shape = null, type = null, fortran = null, data = null] = BUFFER.test(call.name)
    ? [null, third, second, fourth === 'F', first]
    : state;
  const described = typeOf(type);
  if (typeof described === 'string') return described;
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === 'number'))
    throw broken('It has no shape.');
  const { dtype, size, little } = described;
  const stored = lengthOf(data);
  const placement = {
    shape,
    strides: denseStrides(shape, fortran === true),
    offset: 0,
    length: Math.floor(stored / size),
  };
  return tensorOf(key, { dtype, little, bytes: async () => inMemory(bytesOf(data)) }, placement);
}

function scalar(type: Pickled, data: Pickled): number | string {
  const described = typeOf(type);
  if (typeof described === 'string') return described;
  const { dtype, size, little } = described;
  if (!isNumber(dtype)) return `numpy numbers of type ${dtype}`;
  if (lengthOf(data) !== size) throw broken('A number of it has another length than its type.');
  // float64 and long integers lose digits, which counters of epochs and steps do not have
  return widened(bytesOf(data), dtype, little)[0] ?? Number.NaN;
}

/** The type that a call of numpy.dtype makes: letters, then a state of version and byte order. */
function typeOf(value: Pickled) {
  const [letters] = isCall(value) && value.name === 'numpy.dtype' ? value.args : [];
  const state = isCall(value) && Array.isArray(value.state) ? value.state : [];
  const type = typeof letters === 'string' ? numpyType(letters) : undefined;
  if (type === undefined) return 'numpy values of an unknown type';
  return typeof type === 'string' ? `numpy ${type}` : { ...type, little: state[1] !== '>' };
}

/** Python 2 protocols write bytes as a text that is to be encoded. */
function textOf(value: Pickled): string | undefined {
  const [text] = isCall(value) && value.name === '_codecs.encode' ? value.args : [];
  return typeof text === 'string' ? text : undefined;
}

/** Calls that wrap bytes. */
const WRAPPED = /^(builtins|__builtin__)\.(bytearray|bytes)$/;

const inner = (value: Pickled): Pickled =>
  isCall(value) && WRAPPED.test(value.name) ? (value.args[0] ?? new Uint8Array(0)) : value;

function lengthOf(value: Pickled): number {
  const data = inner(value);
  return data instanceof Uint8Array ? data.length : (textOf(data)?.length ?? 0);
}

function bytesOf(value: Pickled): Uint8Array {
  const data = inner(value);
  if (data instanceof Uint8Array) return data;
  const text = textOf(data) ?? '';
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const inMemory = (data: Uint8Array): Bytes => ({
  size: data.length,
  slice: async (from, to) => data.subarray(from, to),
});
