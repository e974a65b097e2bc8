import { type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import type { Run, RunLane } from '../../export/run-json.ts';
import { readRunJson } from '../../export/run-json.ts';
import type { AppState } from '../state/app-state.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { numeral } from '../words/numerals.ts';
import { drawableLanes } from './drawable.ts';

/** A file from a picker or a drop. */
export interface GivenFile {
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
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
  const troubles: Trouble[] = [];
  const runs: Run[] = [];
  for (const file of files)
    try {
      const run = await readFile(file);
      const { lanes, left } = drawableLanes(run.lanes, state);
      if (left) troubles.push({ ...left, came: `${left.came} in ${file.name}` });
      runs.push({ ...run, lanes });
    } catch (thrown) {
      const trouble = troubleOf(thrown, `opening ${file.name}`);
      troubles.push({ ...trouble, came: naming(file.name, trouble.came) });
    }
  const lanes = runs.flatMap((run) => run.lanes);
  if (lanes.length > MOST_LANES)
    troubles.push({
      kind: 'data',
      came: `${lanes.length} lanes in ${files.length === 1 ? files[0].name : `${files.length} files`}`,
      wanted: `at most ${MOST_LANES}, which the page has room for`,
      todo: `The first ${MOST_LANES} are open. Open fewer files for the others.`,
    });
  return {
    lanes: lanes.slice(0, MOST_LANES),
    recorded: recordedWords(runs.map((run) => run.createdAt)),
    troubles,
  };
}

/** Time of training in a few words; "recorded earlier" if it is unknown or spans days. */
export function recordedWords(dates: readonly string[]): string {
  const days = new Set(dates.map((date) => dayOf(date)));
  const [day] = days;
  return days.size === 1 && day !== undefined ? `recorded ${day}` : 'recorded earlier';
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

function dayOf(date: string): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : day.format(time);
}

async function readFile(file: GivenFile): Promise<Run> {
  if (/\.csv$/i.test(file.name))
    throw refused('a table (CSV), which holds the curves alone', 'the run as JSON, which holds all of it');
  if (/\.zip$/i.test(file.name)) throw refused('a zip', 'the run.json inside it');
  if (/\.(png|svg|jpe?g|webp|pdf)$/i.test(file.name)) throw refused('a picture', 'a run exported as JSON');
  if (file.size > LARGEST_FILE)
    throw refused(
      `a file of ${numeral(Math.round(file.size / 2 ** 20))} MB`,
      `a run of at most ${numeral(LARGEST_FILE / 2 ** 20)} MB`,
    );
  let text: string;
  try {
    text = await file.text();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw refused(`a file that the browser could not read (${why})`, 'a file that is still there');
  }
  if (text.trim() === '') throw refused('an empty file', 'a run exported as JSON');
  return readRunJson(text);
}

const naming = (name: string, came: string) => (came.includes(name) ? came : `${came}, in ${name}`);

function refused(came: string, wanted: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    came,
    wanted,
    todo: 'Choose a file that "Export JSON" saved. What is on the page stays.',
  });
}
