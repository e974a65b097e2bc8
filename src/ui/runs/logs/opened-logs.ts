import { ended, type Trouble, TroubleError, troubleOf } from '../../../base/errors.ts';
import { isGzip } from '../../../export/gzip.ts';
import { encodingOf } from '../../../export/text-file.ts';
import { LogReader } from '../../../torch/log.ts';
import type { Ghost } from '../../state/ghost.ts';
import type { OpeningStage } from '../opened-files.ts';
import { type LogGroup, logGroups } from './log-files.ts';
import { logRun } from './log-run.ts';
import { faultsOf, type KnownLog, noMeasure, originOf, unknownNames } from './log-words.ts';

/** Most points of a curve on the page: a screen has no room for more. Files keep all. */
const MOST_POINTS = 4000;
/** Most measurements that the plot by ε can look back at, as a lane's. */
const MOST_ROWS = 240;
/** Share of a file's time that reading it takes; the rest is for its curves. */
const READ = 0.9;

interface OpenedLogs {
  readonly logs: readonly Ghost[];
  readonly troubles: readonly Trouble[];
}

/** Reads logs, of which some may be of one run (log-files.ts). Faults of files come with the answer. */
export async function openedLogs(
  files: readonly File[],
  onStage: (stage: OpeningStage) => void = () => {},
): Promise<OpenedLogs> {
  const logs: Ghost[] = [];
  const troubles: Trouble[] = [];
  let before = 0;
  for (const group of logGroups(files)) {
    const stage = (file: File, share: number) => onStage({ file: file.name, share: share / files.length });
    const start = before;
    const { log, faults } = await openedGroup(group, (file, done) => stage(file, start + done));
    before += group.files.length;
    troubles.push(...faults);
    if (!log) continue;
    // logs of one name, from two folders
    const nth = logs.filter(({ name }) => name?.startsWith(`${group.name} (log`)).length + 1;
    const name = nth === 1 ? `${group.name} (log)` : `${group.name} (log ${nth})`;
    logs.push({ id: `log ${name}`, name, ...log });
  }
  return { logs, troubles };
}

async function openedGroup(
  { files }: LogGroup<File>,
  onDone: (file: File, done: number) => void,
): Promise<{ log?: Pick<Ghost, 'run' | 'log'>; faults: readonly Trouble[] }> {
  const reader = new LogReader();
  const known: KnownLog[] = [];
  const faults: Trouble[] = [];
  for (const [i, file] of files.entries()) {
    onDone(file, i);
    try {
      const bytes = await readPieces(file, reader, (share) => onDone(file, i + READ * share));
      known.push({ name: file.name, bytes, ...reader.endFile() });
    } catch (thrown) {
      const trouble = troubleOf(thrown, 'reading the log', 'Open it again');
      faults.push({ ...trouble, failed: `${file.name}: ${trouble.failed}` });
      known.push({ name: file.name, bytes: file.size, ...reader.endFile() });
    }
  }
  const curves = reader.curves(MOST_POINTS, MOST_ROWS);
  const run = logRun(curves);
  if (Object.keys(curves.series).length === 0)
    return { faults: faults.length > 0 ? faults : known.map(noMeasure) };
  return {
    log: { run, log: originOf(known, curves) },
    faults: [...faults, ...known.flatMap(faultsOf), ...unknownNames(known, curves.unknown)],
  };
}

/** Gives a file's text to the reader, piece by piece. Returns its length in bytes. */
async function readPieces(file: File, reader: LogReader, onShare: (share: number) => void): Promise<number> {
  let read = 0;
  let told = 0;
  const head = new Uint8Array(await readable(() => file.slice(0, 4).arrayBuffer()));
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (bytes, out) => {
      read += bytes.length;
      out.enqueue(bytes);
    },
  });
  const bytes = file.stream().pipeThrough(counted);
  const packed = isGzip(head);
  const plain = packed ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes;
  const decoder = new TextDecoder(packed ? 'utf-8' : encodingOf(head));
  const source = plain.getReader();
  for (;;) {
    const { value } = await readable(() => source.read());
    if (!value) break;
    reader.add(decoder.decode(value, { stream: true }));
    if (read - told < file.size / 200) continue;
    told = read;
    onShare(read / file.size);
  }
  return read;
}

/** The text of a file, as the browser reads it. Rejects with a TroubleError if it cannot. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    throw new TroubleError({
      kind: 'data',
      failed: 'The browser cannot read the file to its end',
      why: ended(thrown instanceof Error ? thrown.message : String(thrown)),
      todo: 'The lines before are drawn. Save the file again and open it.',
    });
  }
}
