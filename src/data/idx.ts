import { TroubleError } from '../base/errors.ts';

/** An IDX array of unsigned bytes. LeCun's format is 0, 0, type, rank, then big-endian sizes, then values. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Reads an IDX file of unsigned bytes with `rank` dimensions. The values are a view of `bytes`; `name` is for errors.
 * Throws a `data` TroubleError on a wrong magic number, or on a size that the header does not promise.
 */
export function parseIdx(bytes: Uint8Array, rank: number, name: string): Idx {
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw refused(name, `${bytes.length} bytes`, `a header of ${header} bytes`);
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== UNSIGNED_BYTE || bytes[3] !== rank)
    throw refused(name, `magic number ${hex(bytes.subarray(0, 4))}`, `${hex([0, 0, UNSIGNED_BYTE, rank])}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, n) => product * n, 1);
  if (bytes.length !== header + size)
    throw refused(
      name,
      `${bytes.length} bytes${bytes.length < header + size ? ' (cut short)' : ''}`,
      `${header + size} bytes for ${shape.join(' x ')} values`,
    );
  return { shape, values: bytes.subarray(header) };
}

/** Writes an IDX file of unsigned bytes: the inverse of `parseIdx`. */
export function formatIdx(shape: readonly number[], values: Uint8Array): Uint8Array {
  const header = 4 + 4 * shape.length;
  const bytes = new Uint8Array(header + values.length);
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((n, i) => {
    view.setUint32(4 + 4 * i, n);
  });
  bytes.set(values, header);
  return bytes;
}

const hex = (bytes: Iterable<number>) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ');

function refused(name: string, found: string, expected: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: `The data file ${name} is damaged`,
    why: `It has ${found} instead of ${expected}.`,
    todo: 'Reload the page. If it happens again, rebuild the page (npm start).',
  });
}
