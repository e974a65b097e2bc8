import type { Catalogue } from '../../base/catalogue.ts';
import { ended, TroubleError } from '../../base/errors.ts';
import type { Ghost } from '../state/ghost.ts';
import type { Opened, OpeningStage } from './opened-files.ts';
import { type Asked, lanesFrom, type ReaderMessage, type RunPart } from './run-parts.ts';

/** Run files and logs that were read. */
interface ReadRuns extends Opened {
  /** Absent without any. */
  readonly logs?: readonly Ghost[];
}

/** Reads run files and logs. Faults of files come with the answer. Rejects with a TroubleError if the reader itself fails, or with
 *  the signal's reason once it is aborted. */
export type ReadFiles = (
  files: readonly File[],
  catalogue: Catalogue,
  onStage?: (stage: OpeningStage) => void,
  signal?: AbortSignal,
) => Promise<ReadRuns>;

/** Reads them in a worker of their own (opened-files.ts, logs/opened-logs.ts), which ends with the reading. */
export const readInWorker: ReadFiles = (files, catalogue, onStage, signal) =>
  new Promise((answer, refuse) => {
    const worker = new Worker(new URL('./run-reader-worker.ts', import.meta.url), { type: 'module' });
    const parts: RunPart[] = [];
    const logs: Ghost[] = [];
    let loaded = false;
    const over = () => {
      worker.terminate();
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      over();
      refuse(signal?.reason);
    };
    worker.onmessage = ({ data }: MessageEvent<ReaderMessage>) => {
      loaded = true;
      switch (data.type) {
        case 'stage':
          onStage?.(data);
          break;
        case 'read':
          over();
          answer({
            lanes: lanesFrom(parts),
            ...(logs.length > 0 && { logs }),
            recorded: data.recorded,
            troubles: data.troubles,
          });
          break;
        case 'log':
          logs.push(data.log);
          break;
        default:
          parts.push(data);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      over();
      refuse(new TroubleError(loaded ? stopped(event.message) : unloaded(event.message)));
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    else worker.postMessage({ files, catalogue } satisfies Asked);
  });

const stopped = (message: string) => ({
  kind: 'data' as const,
  failed: 'The run files could not be read to the end',
  why: ended(message || 'The browser stopped reading, perhaps for want of memory.'),
  todo: 'Close other tabs and open fewer files at a time.',
});

const unloaded = (message: string) => ({
  kind: 'crash' as const,
  failed: 'The reader of run files did not load',
  why: ended(message || 'Its script is missing.'),
  todo: 'Check the connection, then reload the page.',
});
