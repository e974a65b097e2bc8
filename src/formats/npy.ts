import { quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, rangeOf, readExactly, viewOf } from './bytes.ts';
import { numpyType } from './numpy-types.ts';
import { countOf, denseStrides, type Tensor, tensorOf } from './tensor.ts';

/** "\x93NUMPY". */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Bytes of a header: numpy's own are below 200. */
const MOST_HEADER = 65_536;
const broken = (why: string, todo = 'Save it again with numpy.save, as float32.') =>
  new TroubleError({ kind: 'data', failed: 'The .npy array cannot be read', why, todo });

/** True for bytes that begin as an .npy file does. */
export const isNpy = (start: Uint8Array): boolean => MAGIC.every((byte, i) => start[i] === byte);

/**
 * The array of an .npy file, versions 1 to 3, as a tensor named `key`. Throws a `data` TroubleError.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function npyTensor(bytes: Bytes, key = ''): Promise<Tensor> {
  const start = await readExactly(bytes, 0, 12);
  if (!isNpy(start)) throw broken('It does not begin with the letters of the format.');
  const version = start[6] ?? 0;
  if (version < 1 || version > 3) throw broken(`Its version is ${version}; versions 1 to 3 are known.`);
  const at = version === 1 ? 10 : 12;
  const length = version === 1 ? viewOf(start).getUint16(8, true) : viewOf(start).getUint32(8, true);
  if (length > MOST_HEADER) throw broken(`Its header claims ${length.toLocaleString('en')} bytes.`);
  const header = new TextDecoder().decode(await readExactly(bytes, at, length));
  const { dtype, little, size, fortran, shape } = described(header);
  const count = countOf(shape);
  const data = rangeOf(bytes, at + length, bytes.size - at - length);
  if (count * size > data.size)
    throw broken(
      `Its shape needs ${(count * size).toLocaleString('en')} bytes, and ${data.size.toLocaleString('en')} follow.`,
      'Download or copy it again.',
    );
  const placement = { shape, strides: denseStrides(shape, fortran), offset: 0, length: count };
  return tensorOf(key, { dtype, little, bytes: async () => data }, placement);
}

/** The header, a Python dictionary of three literals. */
function described(header: string) {
  const [, order, letters = ''] = /'descr'\s*:\s*'([<>|=])([a-zA-Z]\d{0,3})'/.exec(header) ?? [];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const axes = /'shape'\s*:\s*\(([\d\s,]{0,1000})\)/.exec(header)?.[1];
  const type = numpyType(letters);
  if (!type) throw broken(`Its header names no type of number: ${quoted(header, 80)}.`);
  if (typeof type === 'string') throw broken(`It holds ${type}.`, 'Save an array of numbers, as float32.');
  if (fortran === undefined || axes === undefined)
    throw broken(`Its header lacks a shape or an order: ${quoted(header, 80)}.`);
  const shape = axes
    .split(',')
    .filter((axis) => axis.trim() !== '')
    .map(Number);
  return {
    dtype: type.dtype,
    little: order !== '>',
    size: type.size,
    fortran: fortran === 'True',
    shape,
  };
}
