import { ended, listed, quoted, said, type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import { looseJson } from '../../export/loose-json.ts';
import type { Run, RunLane } from '../../export/run-json.ts';
import { readRun } from '../../export/run-json.ts';
import { decodedText } from '../../export/text-file.ts';
import type { AppState } from '../state/app-state.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { numeral } from '../words/numerals.ts';
import { drawableLanes } from './drawable.ts';
import { recordedWords } from './recorded-words.ts';

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
  /** One per file that could not be opened, and one per file with dropped settings. */
  readonly troubles: readonly Trouble[];
}

/** Most bytes of a file. The largest run (six lanes, 2,048 prototypes drawn, 240 reports) takes a third of it. */
const LARGEST_FILE = 256 * 2 ** 20;

/**
 * Reads run files into lanes, in file order. A file that is too large, of another format, broken, or without lanes that
 * this page can show yields a Trouble; the other files' lanes still open.
 */
export async function openedFiles(files: readonly GivenFile[], state: AppState): Promise<Opened> {
  const faults: FileFault[] = [];
  const runs: Run[] = [];
  for (const file of files)
    try {
      const run = await readFile(file);
      const { lanes, left } = drawableLanes(run.lanes, state);
      if (left) faults.push({ name: file.name, trouble: left });
      runs.push({ ...run, lanes });
    } catch (thrown) {
      const trouble = troubleOf(thrown, 'opening the file', 'Save the file again and open it');
      faults.push({ name: file.name, trouble });
    }
  const lanes = runs.flatMap((run) => run.lanes);
  const troubles = alike(faults);
  if (lanes.length > MOST_LANES)
    troubles.push({
      kind: 'data',
      failed: `${files.length === 1 ? quoted(files[0].name) : `${files.length} files`}: ${lanes.length} lanes are too many`,
      why: `The page shows at most ${MOST_LANES} lanes.`,
      todo: `The first ${MOST_LANES} are open. Open fewer files to see the rest.`,
    });
  return {
    lanes: lanes.slice(0, MOST_LANES),
    recorded: recordedWords(runs.map((run) => run.createdAt)),
    troubles,
  };
}

async function readFile(file: GivenFile): Promise<Run> {
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
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw refused('The browser cannot read the file', ended(why));
  }
  const text = decodedText(new Uint8Array(bytes));
  if (text.trim() === '') throw refused('The file is empty');
  return readRun(await looseJson(text));
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
