import { ended, TroubleError } from '../base/errors.ts';
import type { InspectorJob, InspectorReport } from './inspector-messages.ts';

/**
 * Does a job on a file of weights in a worker of its own, which ends with it. `hear` gets every report but a failure.
 * Rejects with a TroubleError, or with the signal's reason once it is aborted.
 */
export const inspectInWorker = (
  job: InspectorJob,
  hear: (report: InspectorReport) => void,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((answer, refuse) => {
    const worker = new Worker(new URL('./inspector.ts', import.meta.url), { type: 'module' });
    let loaded = false;
    const over = () => {
      worker.terminate();
      signal.removeEventListener('abort', abort);
    };
    const abort = () => {
      over();
      refuse(signal.reason);
    };
    worker.onmessage = ({ data }: MessageEvent<InspectorReport>) => {
      loaded = true;
      if (data.type === 'failed') {
        over();
        refuse(new TroubleError(data.trouble));
        return;
      }
      hear(data);
      if (!LAST.includes(data.type)) return;
      over();
      answer();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      over();
      refuse(new TroubleError(loaded ? stopped(event.message) : unloaded(event.message)));
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    else worker.postMessage(job);
  });

/** Reports that end a job. */
const LAST: readonly InspectorReport['type'][] = ['listed', 'done', 'used', 'file'];

const stopped = (message: string) => ({
  kind: 'data' as const,
  failed: 'The file could not be read to the end',
  why: ended(message || 'The browser stopped reading, perhaps for want of memory.'),
  todo: 'Close other tabs, then open the file again.',
});

const unloaded = (message: string) => ({
  kind: 'crash' as const,
  failed: 'The reader of weights did not load',
  why: ended(message || 'Its script is missing.'),
  todo: 'Check the connection, then reload the page.',
});
