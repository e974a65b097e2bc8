import { useEffect, useId, useMemo, useRef } from 'react';
import type { Chart } from '../../plots/marks/chart.ts';
import { chartTable } from '../../plots/marks/chart-table.ts';
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
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="data-table" aria-labelledby={id} onClose={onClose}>
      <header>
        <h2 id={id}>Data table: {name}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
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
