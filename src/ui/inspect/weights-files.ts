import { isZip } from '../../formats/archive.ts';
import { isNpy } from '../../formats/npy.ts';
import { isSafetensors } from '../../formats/safetensors.ts';

/** Files of a drop or a picker, told apart. */
interface DividedFiles {
  readonly weights: readonly File[];
  /** All others, which may be runs. */
  readonly others: readonly File[];
}

/** Bytes that tell a format. A zip begins with the name of its first file. */
const START = 256;
/** Names of weights, for files whose first bytes say nothing. */
const NAMED = /\.(pth|pt|ckpt|bin|tar|pkl|npy|npz|safetensors|distcp)$/i;
/** Most files of a folder that are looked at. */
const MOST_ENTRIES = 5000;

/**
 * Tells weights from other files by their first bytes, and by their names only where the bytes say nothing. Folders are
 * walked for weights, and nothing else of them is opened.
 */
export async function dividedFiles(
  files: readonly File[],
  entries: readonly (FileSystemEntry | null)[],
): Promise<DividedFiles> {
  const folders = entries.filter((entry) => entry?.isDirectory === true);
  const names = new Set(folders.map((folder) => folder?.name));
  // a dropped folder comes as a file as well, which cannot be read
  const single = files.filter((file) => !names.has(file.name));
  const told = await Promise.all(single.map(isWeights));
  const weights = single.filter((_, i) => told[i]);
  for (const folder of folders)
    if (folder)
      for await (const file of filesIn(folder)) {
        if (weights.length >= MOST_ENTRIES) break;
        if (await isWeights(file)) weights.push(file);
      }
  return { weights, others: single.filter((_, i) => !told[i]) };
}

/** True for a file that the inspector of weights takes. */
async function isWeights(file: File): Promise<boolean> {
  const start = await file
    .slice(0, START)
    .arrayBuffer()
    .then((buffer) => new Uint8Array(buffer))
    // a file that cannot be read says so where it is opened
    .catch(() => new Uint8Array());
  return weightsBytes(start) ?? NAMED.test(file.name);
}

/** Tells by a file's first bytes; undefined where they say nothing. */
export function weightsBytes(start: Uint8Array): boolean | undefined {
  if (isNpy(start) || isSafetensors(start) || isPickle(start)) return true;
  if (isZip(start)) return /\.npy$|(^|\/)(data\.pkl|version|byteorder|\.\w+)$/.test(firstName(start));
  const text = new TextDecoder()
    .decode(start)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^[{[]/.test(text)) return false;
  return undefined;
}

/** A pickle's protocol, which torch has written from 2 on. */
const isPickle = ([first, second = 0]: Uint8Array) => first === 0x80 && second >= 2 && second <= 5;

/** The name of a zip's first file. */
function firstName(start: Uint8Array): string {
  const length = (start[26] ?? 0) + 256 * (start[27] ?? 0);
  return new TextDecoder().decode(start.subarray(30, 30 + length));
}

/** The files below a dropped folder. */
async function* filesIn(entry: FileSystemEntry): AsyncGenerator<File> {
  if (isFile(entry)) {
    yield await new Promise<File>((answer, refuse) => entry.file(answer, refuse));
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    // each call brings some entries, and the last call none
    const some = await new Promise<FileSystemEntry[]>((answer, refuse) => reader.readEntries(answer, refuse));
    if (some.length === 0) return;
    for (const each of some) yield* filesIn(each);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
