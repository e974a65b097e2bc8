import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { expect } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { TroubleError } from '../../src/base/errors.ts';
import { archiveMembers } from '../../src/formats/archive.ts';
import { type Bytes, bytesOf } from '../../src/formats/bytes.ts';
import type { Tensor } from '../../src/formats/tensor.ts';
import { uniquePrototypes } from '../../src/metrics/collapse.ts';

/** Matrix of a fixture, with its unique prototypes per ε as NumPy counted them. */
interface Expected {
  readonly key: string;
  readonly K: number;
  readonly D: number;
  readonly unique: readonly number[];
  readonly also?: Expected;
}

const read = (name: string) => readFileSync(new URL(`files/${name}`, import.meta.url));

/** The bytes of a fixture, as a buffer of their own. */
export const fixture = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(read(name));

export const fileOf = (...parts: BlobPart[]): Bytes => bytesOf(new Blob(parts));

/** Expected counts of a fixture. */
export const expectedOf = (name: string): Expected => JSON.parse(read('expected.json').toString())[name];

/** Compares a tensor's shape and unique prototypes with NumPy's. Half precision may differ in 0.5% of the rows. */
export async function expectCounts(tensor: Tensor | undefined, { K, D, unique }: Expected): Promise<void> {
  if (!tensor) throw new Error('no such tensor');
  expect(tensor.shape).toEqual([K, D]);
  const slack = /16$/.test(tensor.dtype) ? 0.005 * K : 0;
  const counts = uniquePrototypes(await tensor.read(), K, D, EPSILONS).unique;
  counts.forEach((count, i) => {
    expect(Math.abs(count - (unique[i] ?? Number.NaN)), `ε ${EPSILONS[i]}`).toBeLessThanOrEqual(slack);
  });
}

/** The message of a refusal, whose kind is `data`. Any other error fails the test. */
export async function refusal(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    expect(error).toBeInstanceOf(TroubleError);
    if (!(error instanceof TroubleError)) throw error;
    expect(error.trouble.kind).toBe('data');
    return error.message;
  }
  throw new Error('nothing was refused');
}

/** Bytes that count what is asked of them. */
export function counted(bytes: Bytes): { readonly bytes: Bytes; read(): number } {
  let total = 0;
  const slice = (from: number, to: number) => {
    total += Math.min(to, bytes.size) - Math.min(from, bytes.size);
    return bytes.slice(from, to);
  };
  return { bytes: { size: bytes.size, slice }, read: () => total };
}

/** A pickle of protocol 2 with these operations, of which texts are written as Latin-1. */
export const pickle = (...parts: (string | number)[]) =>
  new Uint8Array(
    Buffer.concat([
      Uint8Array.of(0x80, 2),
      ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Uint8Array.of(part))),
    ]),
  );

/** The files of a zipped fixture, with which a test makes another one. */
export async function unzipped(name: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const member of (await archiveMembers(fileOf(fixture(name)))).values())
    files[member.name] = await (await member.bytes()).slice(0, member.size);
  return files;
}

export const packed = (files: Record<string, Uint8Array>, level: 0 | 9) =>
  fileOf(new Uint8Array(zipSync(files, { level })));
