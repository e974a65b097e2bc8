import { memo, useMemo, useState } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import { PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import { USAGE_ROWS } from '../../base/usage-window.ts';
import { numeral } from '../words/numerals.ts';
import { keptNames } from './kept-names.ts';
import { type Column, type KeptRun, type RunOrder, sortedRuns, trainedBeside } from './kept-run.ts';
import type { Logbook } from './logbook.ts';
import { MOST_PINNED } from './pinned-ghosts.ts';
import { type RunActs, RunRow } from './RunRow.tsx';

interface RunsTableProps {
  readonly runs: readonly KeptRun[];
  readonly catalogue: Catalogue | undefined;
  readonly logbook: Logbook;
  readonly onOpen: (runs: readonly KeptRun[]) => void;
  readonly attempt: (doing: string, act: () => Promise<void>) => Promise<void>;
}

interface Head {
  readonly column: Column;
  readonly title: string;
  /** The title in full. */
  readonly hint?: string;
  /** True for numbers and dates, which sort downwards first. */
  readonly number?: boolean;
}

const HEADS: readonly Head[] = [
  { column: 'label', title: 'Name' },
  { column: 'unique', title: `Unique, ε ${TOY_EPSILON}`, number: true },
  {
    column: 'uniqueFine',
    title: `ε ${PAPER_EPSILON}`,
    hint: 'Unique prototypes at the paper’s ε.',
    number: true,
  },
  {
    column: 'agreedAndUnique',
    title: 'In use',
    hint: `Agreed and unique (ε ${TOY_EPSILON}).`,
    number: true,
  },
  {
    column: 'used',
    title: 'Used',
    hint: `Prototypes with the highest raw score in at least one of the last ${numeral(USAGE_ROWS)} teacher rows.`,
    number: true,
  },
  { column: 'knn', title: 'k-NN', number: true },
  {
    column: 'onset',
    title: 'Began',
    hint: `Step at which collapse began (ε ${TOY_EPSILON}).`,
    number: true,
  },
  { column: 'method', title: 'Method' },
  { column: 'prototypes', title: 'Prototypes' },
  { column: 'K', title: 'K', number: true },
  { column: 'seed', title: 'Seed', number: true },
  { column: 'steps', title: 'Steps', number: true },
  { column: 'backend', title: 'Backend' },
  { column: 'startedAt', title: 'Started', number: true },
];

/** Kept runs, a row each, in the order of any column. */
export const RunsTable = memo(function RunsTable(props: RunsTableProps) {
  const { runs, catalogue, logbook, onOpen, attempt } = props;
  const [order, setOrder] = useState<RunOrder>({ column: 'startedAt', down: true });
  const names = useMemo(() => keptNames(runs, catalogue), [runs, catalogue]);
  const pinned = runs.filter((run) => run.pinned).length;
  const sizes = new Map<string, number>();
  for (const { comparison } of runs) sizes.set(comparison, (sizes.get(comparison) ?? 0) + 1);
  const acts = useMemo(
    (): RunActs => ({
      open: (run) => onOpen(trainedBeside(run, logbook.state().runs)),
      pin: ({ id, pinned: before }) => attempt('pinning a run', () => logbook.pin(id, !before)),
      rename: ({ id }, name) => attempt('renaming a run', () => logbook.rename(id, name)),
      remove: ({ id }) => attempt('deleting a run', () => logbook.remove(id)),
    }),
    [logbook, onOpen, attempt],
  );
  const turn = ({ column, number = false }: Head) =>
    setOrder((before) => ({ column, down: before.column === column ? !before.down : number }));
  return (
    // focusable, so that the keys can scroll it
    <section className="runs-scroll" aria-label="Saved runs" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {HEADS.map((head) => (
              <th
                key={head.column}
                scope="col"
                className={head.number ? 'number' : undefined}
                aria-sort={
                  order.column === head.column ? (order.down ? 'descending' : 'ascending') : undefined
                }
              >
                <button type="button" title={head.hint} onClick={() => turn(head)}>
                  {head.title}
                </button>
              </th>
            ))}
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sortedRuns(runs, order, names).map((run) => (
            <RunRow
              key={run.id}
              run={run}
              name={names(run)}
              company={(sizes.get(run.comparison) ?? 1) - 1}
              catalogue={catalogue}
              pins={run.pinned || pinned < MOST_PINNED}
              acts={acts}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
});
