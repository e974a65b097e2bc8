import { isGzip } from '../../../export/gzip.ts';
import { encodingOf } from '../../../export/text-file.ts';

/** Names that logs have: "prototypes.jsonl", also packed or numbered by a rotation. */
const NAMED = /\.(jsonl|ndjson|log)(\.\d+)?(\.gz)?$/i;
/** A line that is a report. */
const REPORT = /^\s*\{\s*"type"\s*:\s*"(measure|ready|phase|device|started|baseline)"/m;
/** Bytes that tell a log. A line without pictures takes 1,000. */
const HEAD = 2 ** 16;

/** True for a log of training, by its name or by its first lines. */
export async function isLog(file: Blob & { readonly name: string }): Promise<boolean> {
  if (NAMED.test(file.name)) return true;
  try {
    const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
    if (isGzip(head)) return false;
    const text = new TextDecoder(encodingOf(head)).decode(head);
    return !/^\s*\{\s*"format"/.test(text) && REPORT.test(text);
  } catch {
    // reading it as a run says why
    return false;
  }
}

/** The files of one run. */
export interface LogGroup<File> {
  readonly name: string;
  /** In the order in which they are read: the later ones win. */
  readonly files: readonly File[];
}

/** Words before a number that tell processes of one run apart. */
const RANK = /[._ -]?(?<![a-z])(?:rank|process|worker)[._ -]?(\d+)(?![a-z\d])/i;
/** Words that tell attempts at one run apart. */
const RESTART =
  /[._ -]?(?<![a-z])(?:restart|restarted|resume|resumed|attempt|try|part)[._ -]?(\d*)(?![a-z\d])/i;
/** The number of an older file that a rotation moved away: "run.jsonl.2". */
const ROTATED = /(?<=\.[a-z]+)\.(\d+)(?=(\.gz)?$)/i;

/**
 * Logs by the run that they are of, told by their names alone: those that differ in nothing but a rank, a restart or the
 * number of a rotation. Restarts come in their order, older rotations first, and rank 0 last. Two files of one name are
 * of two runs.
 */
export function logGroups<File extends { readonly name: string }>(files: readonly File[]): LogGroup<File>[] {
  const groups: { key: string; files: { file: File; place: readonly number[] }[] }[] = [];
  for (const file of files) {
    const { key, place } = partsOfName(file.name);
    const open = groups.find(
      (group) => group.key === key && group.files.every((other) => other.file.name !== file.name),
    );
    if (open) open.files.push({ file, place });
    else groups.push({ key, files: [{ file, place }] });
  }
  return groups.map(({ key, files: members }) => {
    const sorted = members.toSorted((a, b) => compare(a.place, b.place)).map(({ file }) => file);
    const [only] = sorted;
    return { name: sorted.length === 1 ? only.name : key, files: sorted };
  });
}

function partsOfName(name: string): { key: string; place: readonly number[] } {
  const number = (pattern: RegExp) => {
    const found = pattern.exec(name);
    return found ? Number(found[1] || 1) : 0;
  };
  const key = name.replace(ROTATED, '').replace(RESTART, '').replace(RANK, '').replace(/\.gz$/i, '');
  return {
    // a name that is nothing else: "rank0.jsonl"
    key: key.startsWith('.') ? `log${key}` : key.replace(/^[_ -]+/, ''),
    place: [-number(ROTATED), number(RESTART), -number(RANK)],
  };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((each, i) => each !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
