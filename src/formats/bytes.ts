import { TroubleError } from '../base/errors.ts';

/** A file of any size, read by slices. */
export interface Bytes {
  /** Bytes. */
  readonly size: number;
  /** The bytes of [from, to), fewer where the file ends before. */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** A File of the page, or a Blob that Node opened. */
export const bytesOf = (blob: Blob): Bytes => ({
  size: blob.size,
  slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
});

/** `size` bytes of a file, as a file of their own. */
export const rangeOf = (bytes: Bytes, from: number, size: number): Bytes => ({
  size,
  slice: (start, end) => bytes.slice(from + Math.min(start, size), from + Math.min(end, size)),
});

/**
 * Exactly `length` bytes from `from` on. Throws a `data` TroubleError where the file ends before, without allocating, and
 * where it can no longer be read.
 */
export async function readExactly(bytes: Bytes, from: number, length: number): Promise<Uint8Array> {
  if (from + length > bytes.size) throw endsEarly(bytes.size, from + length);
  const read = await bytes.slice(from, from + length).catch((error: unknown) => {
    if (error instanceof TroubleError) throw error;
    throw new TroubleError({
      kind: 'data',
      failed: 'The file cannot be read',
      why: 'It was moved, changed or locked after you opened it.',
      todo: 'Open it again.',
    });
  });
  if (read.length !== length) throw endsEarly(from + read.length, from + length);
  return read;
}

const endsEarly = (size: number, needed: number) =>
  new TroubleError({
    kind: 'data',
    failed: 'The file ends too early',
    why: `It has ${size.toLocaleString('en')} bytes, but its contents need ${needed.toLocaleString('en')}.`,
    todo: 'Download or copy it again.',
  });

/** For numbers and lengths within bytes. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
