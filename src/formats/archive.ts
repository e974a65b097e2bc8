import { Inflate } from 'fflate';
import { quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, rangeOf, readExactly, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';

/** A file within a zip. */
export interface Member {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** Its bytes: a range of the zip where it is stored as it is, unpacked where it is deflated. */
  bytes(): Promise<Bytes>;
}

/** Signatures of the parts of a zip, and their bytes. */
const END = { signature: 0x06054b50, size: 22 };
const END64_PLACE = { signature: 0x07064b50, size: 20 };
const END64 = { signature: 0x06064b50, size: 56 };
const ENTRY = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };

/** Longest comment behind the end of a zip. */
const MOST_COMMENT = 65_535;
/** Bytes of a directory: a checkpoint of 10,000 tensors has one of 1 MB. */
const MOST_DIRECTORY = 2 ** 26;
/** Bytes that one byte of deflated data can give, and those of an empty one. */
const MOST_RATIO = 1032;
/** A number of 32 bits that stands for one of 64 in the extra field. */
const ELSEWHERE = 0xffffffff;
/** Unpacked bytes that hold the header of any array. */
const HEAD = 66_000;
/** Bytes handed to the unpacker at a time: it may give a thousand times as many. */
const PIECE = 8192;

const broken = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The zip of this file cannot be read',
    why,
    todo: 'Download or copy the file again.',
  });

/** True for bytes that begin as a zip does. */
export const isZip = (start: Uint8Array): boolean =>
  start.length >= 4 && viewOf(start).getUint32(0, true) === LOCAL.signature;

/**
 * The files of a zip by name, from its central directory alone; zip64 too. Throws a `data` TroubleError.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function archiveMembers(bytes: Bytes): Promise<Map<string, Member>> {
  const { from, size, count } = await directoryPlace(bytes);
  if (size > MOST_DIRECTORY || from + size > bytes.size)
    throw broken(`Its directory claims ${size.toLocaleString('en')} bytes.`);
  const directory = await readExactly(bytes, from, size);
  const view = viewOf(directory);
  const members = new Map<string, Member>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY.size > size || view.getUint32(at, true) !== ENTRY.signature)
      throw broken(`Its directory lists ${count.toLocaleString('en')} files, and entry ${i + 1} is damaged.`);
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const [name = 0, extra = 0, comment = 0] = lengths;
    const end = at + ENTRY.size + name + extra + comment;
    if (end > size) throw broken(`Entry ${i + 1} of its directory is cut off.`);
    const member = memberOf(bytes, directory.subarray(at, end), name, extra);
    members.set(member.name, member);
    at = end;
  }
  return members;
}

/** The place of the central directory. */
async function directoryPlace(bytes: Bytes) {
  const tail = Math.min(bytes.size, END.size + MOST_COMMENT);
  const view = viewOf(await readExactly(bytes, bytes.size - tail, tail));
  let at = tail - END.size;
  while (at >= 0 && view.getUint32(at, true) !== END.signature) at--;
  if (at < 0) throw broken('Its end is missing, where the list of its files is.');
  const place = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    from: view.getUint32(at + 16, true),
  };
  const before = bytes.size - tail + at - END64_PLACE.size;
  if (place.count !== 0xffff && place.size !== ELSEWHERE && place.from !== ELSEWHERE) return place;
  if (before < 0) return place;
  const pointer = viewOf(await readExactly(bytes, before, END64_PLACE.size));
  if (pointer.getUint32(0, true) !== END64_PLACE.signature) return place;
  const wide = viewOf(await readExactly(bytes, Number(pointer.getBigUint64(8, true)), END64.size));
  if (wide.getUint32(0, true) !== END64.signature) throw broken('Its zip64 end is damaged.');
  const [count, size, from] = [32, 40, 48].map((field) => Number(wide.getBigUint64(field, true)));
  return { count: count ?? 0, size: size ?? 0, from: from ?? 0 };
}

/** One entry of the directory. */
function memberOf(bytes: Bytes, entry: Uint8Array, nameLength: number, extraLength: number): Member {
  const view = viewOf(entry);
  const name = new TextDecoder().decode(entry.subarray(ENTRY.size, ENTRY.size + nameLength));
  const extra = entry.subarray(ENTRY.size + nameLength, ENTRY.size + nameLength + extraLength);
  const encrypted = (view.getUint16(8, true) & 1) !== 0;
  const method = view.getUint16(10, true);
  const checksum = view.getUint32(16, true);
  const [size = 0, packed = 0, from = 0] = widened64(
    [24, 20, 42].map((field) => view.getUint32(field, true)),
    extra,
  );
  const refuse = (why: string) => broken(`${quoted(name)} ${why}.`);
  const open = async () => {
    if (encrypted) throw refuse('is encrypted');
    const local = viewOf(await readExactly(bytes, from, LOCAL.size));
    if (local.getUint32(0, true) !== LOCAL.signature) throw refuse('is not where the directory says');
    const data = from + LOCAL.size + local.getUint16(26, true) + local.getUint16(28, true);
    if (data + packed > bytes.size) throw refuse('is cut off');
    const range = rangeOf(bytes, data, packed);
    if (method === 0) return checked(range, checksum, refuse);
    if (method !== 8) throw refuse(`is packed by method ${method}; stored and deflated files are read`);
    return unpacking(range, size, checksum, refuse);
  };
  if (method === 0 && size !== packed) throw refuse('is stored with two sizes');
  if (size > packed * MOST_RATIO + MOST_RATIO) throw refuse('claims more bytes than its data can give');
  let opened: Promise<Bytes> | undefined;
  return {
    name,
    size,
    bytes: () => {
      opened ??= open();
      return opened;
    },
  };
}

/** Sizes and places, those of 64 bits taken from the extra field in the order of the standard. */
function widened64(fields: readonly number[], extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let place = at + 4;
    return fields.map((field) => {
      if (field !== ELSEWHERE || place + 8 > extra.length) return field;
      place += 8;
      return Number(view.getBigUint64(place - 8, true));
    });
  }
  return [...fields];
}

const changed = 'does not match its checksum: some of its bytes have changed';

/** Stored data, refused at its last byte if all of it was read in order and its checksum is another one. A writer that
 *  computes none leaves 0. */
function checked(range: Bytes, checksum: number, refuse: (why: string) => TroubleError): Bytes {
  if (checksum === 0) return range;
  let next = 0;
  let crc = 0;
  return {
    size: range.size,
    slice: async (from, to) => {
      const part = await range.slice(from, to);
      if (from === 0) next = crc = 0;
      if (from > next || from + part.length <= next) return part;
      crc = crc32(part.subarray(next - from), crc);
      next = from + part.length;
      if (next === range.size && crc !== checksum) throw refuse(changed);
      return part;
    },
  };
}

/** Deflated data as bytes. A slice of its head unpacks no more than that; any other one unpacks all, once. */
function unpacking(
  range: Bytes,
  size: number,
  checksum: number,
  refuse: (why: string) => TroubleError,
): Bytes {
  let head: Promise<Uint8Array> | undefined;
  let all: Promise<Uint8Array> | undefined;
  const whole = async () => {
    const unpacked = await inflated(range, size, size, refuse);
    if (checksum !== 0 && crc32(unpacked) !== checksum) throw refuse(changed);
    return unpacked;
  };
  return {
    size,
    slice: async (from, to) => {
      if ((to > HEAD || size <= HEAD) && to > from) all ??= whole();
      else head ??= inflated(range, size, Math.min(size, HEAD), refuse);
      const unpacked = await (all ?? head);
      return unpacked?.subarray(from, to) ?? new Uint8Array(0);
    },
  };
}

/** The first `wanted` bytes of deflated data. Refused as soon as it gives more than the `size` bytes that it claims. */
async function inflated(
  data: Bytes,
  size: number,
  wanted: number,
  refuse: (why: string) => TroubleError,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const inflate = new Inflate((part) => {
    length += part.length;
    if (length > size) throw refuse('gives more bytes than it claims');
    parts.push(part);
  });
  for (let at = 0; at < data.size && (length < wanted || wanted === size); at += PIECE) {
    const piece = await readExactly(data, at, Math.min(PIECE, data.size - at));
    try {
      inflate.push(piece, at + PIECE >= data.size);
    } catch (error) {
      throw error instanceof TroubleError ? error : refuse('is damaged');
    }
  }
  if (length < wanted) throw refuse('gives fewer bytes than it claims');
  const out = new Uint8Array(wanted);
  let at = 0;
  for (const part of parts) {
    out.set(part.subarray(0, wanted - at), at);
    at = Math.min(wanted, at + part.length);
  }
  return out;
}
