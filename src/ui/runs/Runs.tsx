import './runs.css';
import { memo, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import { said } from '../../base/errors.ts';
import { save } from '../../export/save.ts';
import { zipped } from '../../export/zip.ts';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { usePart } from '../kit/use-part.ts';
import type { Ghost } from '../state/ghost.ts';
import { keptNames } from './kept-names.ts';
import { type KeptRun, lastComparison, MOST_KEPT, nameOf } from './kept-run.ts';
import { readLater } from './lazy-reader.ts';
import { type Logbook, sizeOf } from './logbook.ts';
import { OpenRuns, type TakeWeights } from './OpenRuns.tsx';
import { trainedWords } from './trained-words.ts';

const loadTable = async () => (await import('./RunsTable.tsx')).RunsTable;
const loadLogs = async () => (await import('./logs/LogList.tsx')).LogList;

interface RunsProps {
  readonly logbook: Logbook;
  readonly catalogue: Catalogue | undefined;
  readonly takeWeights: TakeWeights;
  /** Logs of training that are drawn behind the lanes. */
  readonly logs: readonly Ghost[] | undefined;
}

/** The runs kept in this browser: sort, reopen, pin, rename, delete, download. */
export const Runs = memo(function Runs({ logbook, catalogue, takeWeights, logs }: RunsProps) {
  const { store, controls, complain } = useEnvironment();
  const {
    runs,
    ready,
    trouble,
    unreadable,
    deleted,
    said: message,
  } = useSyncExternalStore(logbook.subscribe, logbook.state, logbook.state);
  const [busy, setBusy] = useState(false);
  const attempt = useCallback(
    async (doing: string, act: () => Promise<void>) => {
      try {
        await act();
      } catch (thrown) {
        complain(thrown, doing);
      }
    },
    [complain],
  );
  const open = useCallback(
    (chosen: readonly KeptRun[]) =>
      attempt('opening a saved run', async () => {
        if (!catalogue) return;
        const { keptLanes } = await import('./kept-lanes.ts');
        const lanes = await keptLanes(chosen, logbook, catalogue, readLater);
        const recorded = trainedWords(chosen.map(({ startedAt }) => startedAt));
        store.dispatch({ type: 'openRun', lanes, recorded });
        controls.find('main')?.scrollIntoView({ block: 'start' });
      }),
    [attempt, catalogue, controls, logbook, store],
  );
  const download = () =>
    attempt('packing all runs', async () => {
      setBusy(true);
      try {
        const { keptFiles } = await import('./kept-lanes.ts');
        save(await zipped(await keptFiles(runs, logbook, catalogue)), 'proto-playground-runs.zip');
      } finally {
        setBusy(false);
      }
    });
  const Table = usePart(runs.length > 0, loadTable, 'loading the table of runs');
  const Logs = usePart(logs !== undefined, loadLogs, 'loading the list of logs');
  const newest = lastComparison(runs);
  const gone = deleted.at(-1);
  return (
    <section className="runs" aria-label="Runs" data-embed="off" {...useControl('runs')}>
      <div className="runs-head">
        <h2>Runs</h2>
        <div className="runs-tools">
          {newest.length > 0 && (
            <button
              type="button"
              disabled={!catalogue}
              title={newest.map(keptNames(newest, catalogue)).join(' and ')}
              onClick={() => open(newest)}
            >
              Reopen the last comparison
            </button>
          )}
          <OpenRuns able={catalogue !== undefined} takeWeights={takeWeights} />
          {runs.length > 0 && (
            <button type="button" className="quiet" aria-busy={busy} onClick={() => busy || void download()}>
              {busy ? 'Packing' : 'Download all'}
            </button>
          )}
        </div>
      </div>
      {Logs && logs && <Logs logs={logs} />}
      <p className="runs-note">{noteOf(runs, ready, trouble !== undefined)}</p>
      {trouble && (
        <p className="notice" role="status">
          {said(trouble)}
        </p>
      )}
      {unreadable > 0 && (
        <p className="notice">
          {unreadable === 1 ? 'One saved run is' : `${unreadable} saved runs are`} not listed, because another
          version of the page saved {unreadable === 1 ? 'it' : 'them'}. Reload the page to update it.
        </p>
      )}
      <p className="runs-said" role="status">
        {message}
      </p>
      {gone && (
        <Undo
          key={gone.id}
          run={gone}
          onUndo={async () => {
            await attempt('restoring a run', logbook.undo);
            // the button that had the focus is gone
            requestAnimationFrame(() => focusOn(gone.id));
          }}
        />
      )}
      {runs.length > 0 && Table && (
        <Table runs={runs} catalogue={catalogue} logbook={logbook} onOpen={open} attempt={attempt} />
      )}
    </section>
  );
});

function Undo({ run, onUndo }: { readonly run: KeptRun; readonly onUndo: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  // the button that had the focus went with its row
  useEffect(() => button.current?.focus(), []);
  return (
    <p className="runs-undo">
      <span role="status">Deleted {nameOf(run)}.</span>
      <button type="button" ref={button} onClick={onUndo}>
        Undo
      </button>
    </p>
  );
}

function noteOf(runs: readonly KeptRun[], ready: boolean, passing: boolean): string {
  if (!ready) return 'Loading saved runs.';
  const where = passing ? 'until you close this page' : 'in this browser only';
  if (runs.length === 0)
    return `Finished runs are saved ${where}. Reopen them, or pin one behind new curves. Drop run files or training logs anywhere on the page.`;
  return `${runs.length} saved ${where} (${sizeOf(runs)}). Up to ${MOST_KEPT} runs; the oldest unnamed, unpinned ones are deleted first. Drop run files or training logs anywhere on the page.`;
}

/** The first button of the table's first run. */
const focusOn = (id: string) =>
  document.querySelector<HTMLElement>(`[data-run="${CSS.escape(id)}"] .runs-acts button`)?.focus();
