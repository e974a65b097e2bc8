import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ended, quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, bytesOf } from '../formats/bytes.ts';
import { type InspectedPrototypes, type InspectOptions, inspectWeights } from '../weights/inspect-weights.ts';
import { fileBytes } from './file-bytes.ts';
import { openStripes } from './stripes.ts';
import { wasmFiles } from './wasm-files.ts';

/** A path, a file: URL, a Blob, or bytes. */
type Source = string | URL | Blob | Uint8Array;

/** Choices of a person, and what shows the use of prototypes. */
interface InspectFileOptions extends InspectOptions {
  /** Arrays of images by which the prototypes' use is counted: indices of prototypes [N], scores [N, K] or embeddings [N,
   *  D], in any of the formats of weights. Two are two views of the same images in the same order. */
  readonly images?: readonly [Source, Source?];
}

/**
 * Finds the prototypes in a checkpoint or another file of weights, and counts the unique ones. It reads the list of tensors
 * and one matrix, whatever the size of the file, and runs nothing of it. Rejects with an Error whose message says what
 * failed, why, and what to do.
 */
export async function inspect(
  source: Source,
  { images, ...options }: InspectFileOptions = {},
): Promise<InspectedPrototypes> {
  const opened: OpenedFile[] = [];
  try {
    for (const each of [source, ...(images ?? [])])
      if (each !== undefined) opened.push(await openedFile(each));
    const [{ bytes, name }, ...arrays] = opened;
    return await inspectWeights(bytes, name, options, threads, arrays);
  } finally {
    for (const { close } of opened) await close();
  }
}

interface OpenedFile {
  readonly bytes: Bytes;
  readonly name: string;
  close(): Promise<void>;
}

async function openedFile(source: Source): Promise<OpenedFile> {
  const close = async () => {};
  if (source instanceof Blob) {
    const name = 'name' in source && typeof source.name === 'string' ? source.name : '';
    return { bytes: bytesOf(source), name, close };
  }
  if (source instanceof Uint8Array) return { bytes: heldBytes(source), name: '', close };
  const path = source instanceof URL ? fileURLToPath(source) : source;
  const bytes = await fileBytes(path).catch((thrown: unknown) => {
    throw unopened(path, thrown);
  });
  return { bytes, name: basename(path), close: () => bytes.close() };
}

/** One thread for each processor. */
const threads = (K: number) => openStripes({ K, kernels: wasmFiles().kernels });

const heldBytes = (held: Uint8Array): Bytes => ({
  size: held.length,
  slice: async (from, to) => held.slice(from, to),
});

/** Faults of a path in words. */
const FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'No file has this name.',
  EACCES: 'You may not read it.',
  EPERM: 'You may not read it.',
  EISDIR: 'It is a folder or a device, and no file.',
};

function unopened(path: string, thrown: unknown): TroubleError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return new TroubleError({
    kind: 'data',
    failed: `Cannot open ${quoted(path, 200)}`,
    why: FAULTS[code] ?? ended(thrown instanceof Error ? thrown.message : String(thrown)),
    todo: 'Check its name and whether you may read it.',
  });
}
