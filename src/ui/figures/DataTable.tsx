import { useEffect, useId, useMemo, useRef } from 'react';
import type { Chart } from '../../plots/marks/chart.ts';
import { chartTable } from '../../plots/marks/chart-table.ts';
import { useEnvironment } from '../kit/environment.ts';
import type { AppState } from '../state/app-state.ts';
import { courseWords } from '../words/course-words.ts';
import { numeral } from '../words/numerals.ts';

interface DataTableProps {
  /** The plot's name. */
  readonly name: string;
  /** The plot at the moment when the table was asked for. */
  readonly chart: Chart | undefined;
  readonly onClose: () => void;
}

/** More rows would be slow to build, and nobody reads them. */
const MOST_ROWS = 300;

/** The values of a plot as a table, for those who do not see it. The browser closes it on Esc and returns the focus. */
export function DataTable({ name, chart, onClose }: DataTableProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const table = useMemo(() => chart && chartTable(chart, MOST_ROWS), [chart]);
  const { store } = useEnvironment();
  const changes = useMemo(() => changesOf(store.state()), [store]);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="data-table" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>Data table: {name}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {changes.map((words) => (
        <p key={words}>{words}</p>
      ))}
      {table && table.rows.length > 0 ? (
        // the focus makes the box scroll by keys
        <div className="data-table-box" role="region" aria-labelledby={id} tabIndex={0}>
          <table>
            <caption>
              {name}
              {table.of > table.rows.length &&
                `: ${table.rows.length} of ${numeral(table.of)} measurements, evenly spaced`}
            </caption>
            <thead>
              <tr>
                {table.head.map((words) => (
                  <th key={words} scope="col">
                    {words}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([x, ...values]) => (
                <tr key={x}>
                  <th scope="row">{x}</th>
                  {values.map((words, i) => (
                    <td key={table.head[i + 1]}>{words}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p>The shown range has no values.</p>
      )}
    </dialog>
  );
}

/** The changes made while the lanes trained, a sentence each. */
const changesOf = ({ lanes, catalogue }: AppState): string[] =>
  lanes.flatMap(({ run: { course } }, i) =>
    course && catalogue && course.changes.length > 0
      ? [`Lane ${i + 1} changed while training: ${courseWords(course, catalogue).join(', ')}.`]
      : [],
  );
