import { quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, rangeOf, readExactly, viewOf } from './bytes.ts';
import { countOf, denseStrides, type Tensor, tensorOf } from './tensor.ts';

/** Bytes of a header, as the format itself limits them. */
const MOST_HEADER = 100_000_000;

/** The format's types: name as in torch, bytes of a number. */
const TYPES: Readonly<Record<string, readonly [string, number]>> = {
  F64: ['float64', 8],
  F32: ['float32', 4],
  F16: ['float16', 2],
  BF16: ['bfloat16', 2],
  F8_E4M3: ['float8_e4m3fn', 1],
  F8_E5M2: ['float8_e5m2', 1],
  I64: ['int64', 8],
  I32: ['int32', 4],
  I16: ['int16', 2],
  I8: ['int8', 1],
  U64: ['uint64', 8],
  U32: ['uint32', 4],
  U16: ['uint16', 2],
  U8: ['uint8', 1],
  BOOL: ['bool', 1],
};

const broken = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The .safetensors file cannot be read',
    why,
    todo: 'Download it again, or save it again.',
  });

/** A header's entry for one tensor. Offsets are bytes from the header's end. */
interface Entry {
  readonly key: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** True for bytes that begin as a .safetensors file does: a length below 2^32, then an opened brace. */
export const isSafetensors = (start: Uint8Array): boolean =>
  start.length > 8 && viewOf(start).getUint32(4, true) === 0 && start[8] === 0x7b;

/** Texts that the writer left beside the tensors. */
const METADATA = '__metadata__';

/**
 * The tensors of a .safetensors file, in the order of their data. Throws a `data` TroubleError.
 * https://huggingface.co/docs/safetensors
 */
export async function safetensorsTensors(bytes: Bytes): Promise<Tensor[]> {
  const length = Number(viewOf(await readExactly(bytes, 0, 8)).getBigUint64(0, true));
  if (length > MOST_HEADER || length > bytes.size - 8)
    throw broken(
      `Its header claims ${length.toLocaleString('en')} bytes; the file has ${bytes.size.toLocaleString('en')}.`,
    );
  const header = parsed(new TextDecoder().decode(await readExactly(bytes, 8, length)));
  const data = rangeOf(bytes, 8 + length, bytes.size - 8 - length);
  const entries = Object.entries(header)
    .filter(([key]) => key !== METADATA)
    .map(([key, value]) => entryOf(key, value, data.size))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  let end = 0;
  for (const { key, from, to } of entries) {
    if (from < end) throw broken(`The data of ${quoted(key)} overlaps that of another tensor.`);
    end = to;
  }
  return entries.map(({ key, dtype, shape, from, to }) => {
    const storage = { dtype, little: true, bytes: async () => rangeOf(data, from, to - from) };
    return tensorOf(key, storage, { shape, strides: denseStrides(shape), offset: 0, length: countOf(shape) });
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

function parsed(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw broken('Its header is not JSON.');
  }
  if (!isRecord(header)) throw broken('Its header is not an object of tensors.');
  return header;
}

function entryOf(key: string, value: unknown, room: number): Entry {
  const { dtype: letters, shape, data_offsets: range } = isRecord(value) ? value : {};
  if (typeof letters !== 'string' || !/^\w{1,20}$/.test(letters))
    throw broken(`${quoted(key)} names no type of number.`);
  // a type that is newer than this list is listed, and not read
  const [dtype, size] = (Object.hasOwn(TYPES, letters) && TYPES[letters]) || [letters.toUpperCase()];
  if (!isSizes(shape) || shape.length > 64)
    throw broken(`The shape of ${quoted(key)} is not a list of sizes.`);
  const [from, to] = isSizes(range) && range.length === 2 ? range : [];
  if (from === undefined || to === undefined) throw broken(`${quoted(key)} names no range of bytes.`);
  if (from > to || to > room)
    throw broken(
      `The data of ${quoted(key)} ends at byte ${to.toLocaleString('en')}, and the file has ${room.toLocaleString('en')}.`,
    );
  if (size !== undefined && countOf(shape) * size !== to - from)
    throw broken(`The shape of ${quoted(key)} does not fit its data.`);
  return { key, dtype, shape, from, to };
}
