import type { Run } from '../../export/run-json.ts';

/** Fetches a run's file, gzip or not; undefined if it is missing. */
export type FetchRun = () => Promise<Uint8Array<ArrayBuffer> | undefined>;

/** A run that comes with the page; undefined if its file is missing or unreadable. */
export async function fetchedRun(fetch: FetchRun): Promise<Run | undefined> {
  const bytes = await fetch().catch(() => undefined);
  const text = bytes && (await unpacked(bytes).catch(() => undefined));
  const run = text === undefined ? undefined : await readOrNone(text);
  // reading and showing are separate tasks, so that none blocks the page for long
  await rest();
  return run;
}

const rest = () => new Promise<void>((go) => setTimeout(go));

/** Origin of runs in words: "recorded on 28 Nov 2026 (commit bb33fa9)". */
export function recordedOn(runs: readonly Run[]): string {
  const days = new Set(runs.map(({ createdAt }) => dayOf(createdAt)));
  const commits = new Set(runs.flatMap(({ commit }) => (commit === undefined ? [] : [commit])));
  const made =
    commits.size === 0 ? '' : ` (commit${commits.size > 1 ? 's' : ''} ${[...commits].join(' and ')})`;
  return `recorded on ${[...days].join(' and ')}${made}`;
}

/** "28 Nov 2026". A formatter of Intl would take milliseconds of the page's start. */
const dayOf = (iso: string): string => new Date(iso).toUTCString().slice(5, 16);

/** Decodes text, unpacking gzip if needed. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = new Blob([bytes]).stream();
  return new Response(packed ? plain.pipeThrough(new DecompressionStream('gzip')) : plain).text();
}

async function readOrNone(text: string): Promise<Run | undefined> {
  try {
    const { readRun } = await import('../../export/read-run.ts');
    const file: unknown = JSON.parse(text);
    if (typeof file !== 'object' || file === null || !('lanes' in file) || !Array.isArray(file.lanes))
      return undefined;
    // lane by lane, since to read a whole run takes as long as several frames
    const runs: Run[] = [];
    for (const lane of file.lanes) {
      await rest();
      runs.push(readRun({ ...file, lanes: [lane] }));
    }
    const [first] = runs;
    return first && { ...first, lanes: runs.flatMap(({ lanes }) => lanes) };
  } catch {
    return undefined;
  }
}
