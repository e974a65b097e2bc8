import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { TroubleError } from '../../base/errors.ts';
import { useEnvironment } from '../kit/environment.ts';
import { readLater } from './lazy-reader.ts';
import type { OpeningStage } from './opened-files.ts';
import { ReadingRuns } from './ReadingRuns.tsx';

/** Takes the files of weights out of what a person brings, and opens them. Returns the others. */
export type TakeWeights = (
  files: readonly File[],
  entries: readonly (FileSystemEntry | null)[],
) => Promise<readonly File[]>;

interface OpenRunsProps {
  readonly able: boolean;
  readonly takeWeights: TakeWeights;
}

/** Opens runs that were exported as JSON, logs of training, and weights: from a picker, or dropped anywhere on the page. */
export function OpenRuns({ able, takeWeights }: OpenRunsProps) {
  const { store, complain } = useEnvironment();
  const picker = useRef<HTMLInputElement>(null);
  const weightsPicker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [stage, setStage] = useState<OpeningStage>();
  const reading = useRef<AbortController>(undefined);

  const open = useCallback(
    async (given: readonly File[], entries: readonly (FileSystemEntry | null)[] = []) => {
      if (given.length === 0) return;
      const own = new AbortController();
      try {
        const files = await takeWeights(given, entries);
        if (files.length === 0) return;
        // other files than those being read are wanted now
        reading.current?.abort();
        reading.current = own;
        const { catalogue } = store.state();
        if (!catalogue) throw new TroubleError(LOADING);
        setStage({ file: files[0].name, share: 0 });
        const { lanes, logs, recorded, troubles } = await readLater(files, catalogue, setStage, own.signal);
        if (lanes.length > 0) store.dispatch({ type: 'openRun', lanes, recorded });
        if (logs) (await import('./logs/show-logs.ts')).showLogs(store, logs);
        if (troubles.length > 0) store.dispatch({ type: 'notice', troubles });
      } catch (thrown) {
        if (!own.signal.aborted) complain(thrown, 'opening the files');
      } finally {
        if (reading.current === own) setStage(undefined);
      }
    },
    [store, complain, takeWeights],
  );

  // before the first picture: the browser would leave the page for a file that nothing takes
  useLayoutEffect(() => {
    const brings = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // every change of element fires this; only without a next element has the drag left the page
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!brings(event)) return;
      event.preventDefault();
      const { files, items } = event.dataTransfer ?? { files: [], items: [] };
      // the browser tells folders within this event alone
      void open(
        [...files],
        [...items].map((item) => item.webkitGetAsEntry()),
      );
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [open]);

  return (
    <>
      <button
        type="button"
        className="quiet"
        disabled={!able}
        title="Opens run files (JSON) and training logs (JSON lines); you can also drop them on the page."
        onClick={() => picker.current?.click()}
      >
        Open runs
      </button>
      <button
        type="button"
        className="quiet"
        data-control="weights"
        title="Opens checkpoints, which stay on this machine; you can also drop them on the page."
        onClick={() => weightsPicker.current?.click()}
      >
        Open weights
      </button>
      {PICKERS.map(([name, accept], i) => (
        <input
          key={name}
          ref={i === 0 ? picker : weightsPicker}
          type="file"
          aria-label={name}
          accept={accept}
          multiple
          hidden
          onChange={(event) => {
            const { files } = event.target;
            void open([...(files ?? [])]);
            // the same file can be chosen again
            event.target.value = '';
          }}
        />
      ))}
      {stage && <ReadingRuns stage={stage} onCancel={() => reading.current?.abort()} />}
      {over && (
        <div className="drop-here">
          <p>
            Drop a run file (JSON) to open it. Replaces the current lanes.
            <br />
            Drop a training log (JSON lines) to draw it behind the lanes.
            <br />
            Drop checkpoints to inspect their prototypes. Weights stay on this machine.
          </p>
        </div>
      )}
    </>
  );
}

/** Names of weights differ too much for a filter. */
const PICKERS = [
  ['Run files', '.json,.jsonl,.ndjson,.log,.gz,application/json,application/gzip'],
  ['Weights files', ''],
] as const;

const LOADING = {
  kind: 'data',
  failed: 'The page is not ready yet',
  why: 'The training engine is still loading.',
  todo: 'Open the run again in a moment.',
} as const;
