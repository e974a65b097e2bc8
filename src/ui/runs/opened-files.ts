import type { Catalogue } from '../../base/catalogue.ts';
import { ended, listed, quoted, said, type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import { gunzippedBytes, isGzip } from '../../export/gzip.ts';
import { looseJson } from '../../export/loose-json.ts';
import { laneCount, readRun } from '../../export/read-run.ts';
import type { RunLane } from '../../export/run-json.ts';
import { decodedText } from '../../export/text-file.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { numeral } from '../words/numerals.ts';
import { drawableLanes } from './drawable.ts';
import { trainedWords } from './trained-words.ts';

/** A file from a picker or a drop. */
export interface GivenFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface Opened {
  readonly lanes: readonly RunLane[];
  /** Time of training in words, for the lanes' heads. */
  readonly recorded: string;
  /** One per fault, whatever the number of files that have it, and one per kind of dropped settings. */
  readonly troubles: readonly Trouble[];
}

/** A stage of opening files. */
export interface OpeningStage {
  readonly file: string;
  /** Share of all files that is done, in 0..1. */
  readonly share: number;
}

/** Most bytes of a file. The largest run (six lanes, 2,048 prototypes drawn, 240 reports) takes a third of it. */
const LARGEST_FILE = 256 * 2 ** 20;

/** Shares of a file's time that reading and parsing take; the rest is for its lanes. */
const READ = 0.1;
const PARSED = 0.5;

/**
 * Reads run files into lanes, in file order, until there are as many lanes as the page shows; files behind those stay
 * closed. A file that is too large, of another format, broken, or without lanes that this page can show yields a Trouble;
 * the other files' lanes still open. Large files take seconds, so the page leaves this to a worker (run-reader.ts).
 */
export async function openedFiles(
  files: readonly GivenFile[],
  catalogue: Catalogue | undefined,
  onStage: (stage: OpeningStage) => void = () => {},
): Promise<Opened> {
  const faults: FileFault[] = [];
  const lanes: RunLane[] = [];
  const dates: string[] = [];
  let left: Trouble | undefined;
  for (const [i, file] of files.entries()) {
    const { name } = file;
    if (lanes.length >= MOST_LANES) {
      left = tooMany(`${numeral(files.length - i)} more of the files were not read.`);
      break;
    }
    const stage = (share: number) => onStage({ file: name, share: (i + share) / files.length });
    try {
      stage(0);
      const value = await readFile(file, () => stage(READ));
      stage(PARSED);
      const room = MOST_LANES - lanes.length;
      const run = readRun(value, room, (lane) => stage(PARSED + ((1 - PARSED) * lane) / room));
      const opened = drawableLanes(run.lanes, catalogue);
      if (opened.left) faults.push({ name, trouble: opened.left });
      const count = laneCount(value);
      if (count > room) left = tooMany(`${quoted(name)} has ${numeral(count)}.`);
      lanes.push(...opened.lanes);
      dates.push(run.createdAt);
    } catch (thrown) {
      faults.push({
        name,
        trouble: troubleOf(thrown, 'opening the file', 'Save the file again and open it'),
      });
    }
  }
  return {
    lanes,
    recorded: trainedWords(dates),
    troubles: [...alike(faults), ...(left ? [left] : [])],
  };
}

const tooMany = (why: string): Trouble => ({
  kind: 'data',
  failed: `The first ${MOST_LANES} lanes are open`,
  why: `The page shows at most ${MOST_LANES}. ${why}`,
  todo: 'Open fewer files to see the rest.',
});

/** A run file's parsed text. `onRead` is called between reading and parsing. */
async function readFile(file: GivenFile, onRead: () => void): Promise<unknown> {
  if (/\.csv$/i.test(file.name))
    throw refused('A CSV file holds only curves', 'A run file (JSON) holds the whole run.');
  if (/\.zip$/i.test(file.name))
    throw refused('A ZIP cannot be opened', 'The run is the file run.json inside it.');
  if (/\.(png|svg|jpe?g|webp|pdf)$/i.test(file.name)) throw refused('A picture is not a run');
  if (file.size > LARGEST_FILE)
    throw refused(
      `${numeral(Math.round(file.size / 2 ** 20))} MB are too large for a run`,
      `The largest run has ${numeral(LARGEST_FILE / 2 ** 20)} MB.`,
    );
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw refused('The browser cannot read the file', ended(why));
  }
  onRead();
  const text = decodedText(isGzip(bytes) ? await unpacked(bytes) : bytes);
  if (/^\s*$/.test(text)) throw refused('The file is empty');
  return looseJson(text);
}

/** The bytes that a gzip holds. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const whole = await gunzippedBytes(bytes, LARGEST_FILE);
  if (whole) return whole;
  throw refused(
    'The packed file is too large for a run',
    `Unpacked, the largest run has ${numeral(LARGEST_FILE / 2 ** 20)} MB.`,
  );
}

interface FileFault {
  readonly name: string;
  readonly trouble: Trouble;
}

/** One Trouble for all files with the same fault. It names the first of them. */
function alike(faults: readonly FileFault[]): Trouble[] {
  const names = new Map<string, string[]>();
  const troubles = new Map<string, Trouble>();
  for (const { name, trouble } of faults) {
    const words = said(trouble);
    troubles.set(words, trouble);
    const of = names.get(words);
    if (of) of.push(name);
    else names.set(words, [name]);
  }
  return [...troubles].map(([words, trouble]) => ({
    ...trouble,
    failed: `${listed(names.get(words) ?? [])}: ${trouble.failed}`,
  }));
}

function refused(failed: string, why?: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed,
    ...(why !== undefined && { why }),
    todo: 'Choose a file that Export JSON saved. The page keeps its lanes.',
  });
}
