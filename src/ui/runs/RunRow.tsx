import { memo, useEffect, useRef, useState } from 'react';
import type { Catalogue, Shelf } from '../../base/catalogue.ts';
import { changesWords } from '../words/course-words.ts';
import { numeral, percent } from '../words/numerals.ts';
import { spokenName } from './kept-names.ts';
import type { KeptRun } from './kept-run.ts';
import { MOST_PINNED } from './pinned-ghosts.ts';

interface RunRowProps {
  readonly run: KeptRun;
  /** Its name beside the other runs. */
  readonly name: string;
  /** Number of kept runs that were trained beside it. */
  readonly company: number;
  readonly catalogue: Catalogue | undefined;
  /** True if it can be pinned or unpinned. */
  readonly pins: boolean;
  readonly acts: RunActs;
}

/** Actions on a kept run. */
export interface RunActs {
  readonly open: (run: KeptRun) => void;
  /** Pins or unpins it. */
  readonly pin: (run: KeptRun) => void;
  readonly rename: (run: KeptRun, name: string) => void;
  readonly remove: (run: KeptRun) => void;
}

const date = dates({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const fullDate = dates({ dateStyle: 'full', timeStyle: 'medium' });

/** Writes dates. A formatter takes milliseconds to make, so a page without runs makes none. */
function dates(options: Intl.DateTimeFormatOptions): (iso: string) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (iso) => {
    format ??= new Intl.DateTimeFormat('en-GB', options);
    return format.format(new Date(iso));
  };
}

/** One kept run and its actions. */
export const RunRow = memo(function RunRow({ run, name, company, catalogue, pins, acts }: RunRowProps) {
  const [naming, setNaming] = useState(false);
  const renaming = useRef<HTMLButtonElement>(null);
  const which = spokenName(run, name);
  const named = (written: string | undefined) => {
    setNaming(false);
    if (written !== undefined && written.trim() !== name)
      acts.rename(run, written === run.label ? '' : written);
    // the input is gone by then
    requestAnimationFrame(() => renaming.current?.focus());
  };
  const title = (shelf: Shelf, id: string) =>
    catalogue?.shelves[shelf].find((part) => part.id === id)?.title ?? id;
  return (
    <tr data-run={run.id}>
      <th scope="row">
        {naming ? <NameField name={name} onDone={named} /> : name}
        {run.of !== undefined && !naming && <span className="runs-unfinished"> (unfinished)</span>}
      </th>
      <td className="number">{percent(run.unique)}</td>
      <td className="number">{percent(run.uniqueFine)}</td>
      <td className="number">{percent(run.agreedAndUnique)}</td>
      <td className="number">{percent(run.used)}</td>
      <td className="number">{percent(run.knn)}</td>
      <td className="number">{run.onset === undefined ? '–' : numeral(run.onset)}</td>
      <td>{title('method', run.method)}</td>
      <td>{title('prototypes', run.prototypes).toLowerCase()}</td>
      <td className="number">{numeral(run.K)}</td>
      <td className="number">{run.seed}</td>
      <td className="number">
        {numeral(run.steps)}
        {run.of !== undefined && ` of ${numeral(run.of)}`}
        {run.changes !== undefined && (
          <span title={changesWords(run.changes)}>
            {' '}
            ({numeral(run.changes)} {run.changes === 1 ? 'change' : 'changes'})
          </span>
        )}
      </td>
      <td>{run.backend}</td>
      <td className="number">
        <time dateTime={run.startedAt} title={fullDate(run.startedAt)}>
          {date(run.startedAt)}
        </time>
      </td>
      <td className="runs-acts">
        <button
          type="button"
          aria-label={`Open ${which}`}
          title={
            company > 0
              ? `Opens it with the ${company} trained beside it; replaces the current lanes.`
              : 'Opens it; replaces the current lanes.'
          }
          disabled={!catalogue}
          onClick={() => acts.open(run)}
        >
          Open
        </button>
        <button
          type="button"
          aria-label={`Pin ${which}`}
          aria-pressed={run.pinned}
          title={
            pins
              ? 'Draws it in grey behind every curve; pinned runs that differ only in their seed are one band.'
              : `At most ${MOST_PINNED} runs can be pinned; unpin one first.`
          }
          disabled={!pins}
          onClick={() => acts.pin(run)}
        >
          Pin
        </button>
        <button type="button" ref={renaming} aria-label={`Rename ${which}`} onClick={() => setNaming(true)}>
          Rename
        </button>
        <button type="button" aria-label={`Delete ${which}`} onClick={() => acts.remove(run)}>
          Delete
        </button>
      </td>
    </tr>
  );
});

interface NameFieldProps {
  readonly name: string;
  /** Without a name nothing changes. */
  readonly onDone: (name: string | undefined) => void;
}

/** A longer name says no more in a table. */
const LONGEST_NAME = 80;

function NameField({ name, onDone }: NameFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const left = useRef(false);
  useEffect(() => field.current?.select(), []);
  const done = (value: string | undefined) => {
    // the field also loses the focus when it goes
    if (left.current) return;
    left.current = true;
    onDone(value);
  };
  return (
    <input
      ref={field}
      type="text"
      aria-label="Name of the run"
      defaultValue={name}
      maxLength={LONGEST_NAME}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done(event.currentTarget.value);
        if (event.key === 'Escape') done(undefined);
      }}
      onBlur={(event) => done(event.target.value)}
    />
  );
}
