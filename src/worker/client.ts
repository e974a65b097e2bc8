import { type Trouble, TroubleError } from '../base/errors.ts';
import type { Command, Report } from '../base/messages.ts';

/** The page's handle on one lane's worker. */
export interface LaneHandle {
  send(command: Command): void;
  /** Ends the worker; nothing is heard from it afterwards. */
  close(): void;
}

export interface LaneOptions {
  /** How long a busy lane may be silent before it counts as dead, in milliseconds. */
  readonly silence?: number;
}

/** The watchdog looks this many times within the allowed silence. */
const CHECKS = 6;

/**
 * Opens a lane: a module worker around one session. `onReport` hears everything it says except `pong`.
 * `onDeath` is called at most once, when the worker cannot load, throws outside its own error handling, posts
 * what cannot be read, or stays silent for `silence` (30 s) while busy; the worker is ended before that.
 */
export function openWorker(
  onReport: (report: Report) => void,
  onDeath: (trouble: Trouble) => void,
  options: LaneOptions = {},
): LaneHandle {
  const silence = options.silence ?? 30_000;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  let closed = false;
  let loaded = false;
  let busy = false;
  let silentChecks = 0;

  const close = () => {
    closed = true;
    clearInterval(watchdog);
    worker.onmessage = null;
    worker.onerror = null;
    worker.onmessageerror = null;
    worker.terminate();
  };
  const die = (trouble: Trouble) => {
    if (closed) return;
    close();
    onDeath(trouble);
  };

  worker.onmessage = (event: MessageEvent<Report>) => {
    if (closed) return;
    const report = event.data;
    loaded = true;
    silentChecks = 0;
    if (report.type === 'pong') return;
    if (report.type === 'phase')
      busy = report.phase !== 'done' && report.phase !== 'stopped' && report.phase !== 'failed';
    onReport(report);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    die(loaded ? crashed(event) : unloadable(event));
  };
  worker.onmessageerror = () =>
    die({
      kind: 'crash',
      came: 'a report that this page cannot read',
      wanted: 'a report as the page and its worker agreed on',
      todo: 'Reload the page so that both come from the same version, then restart the lane.',
    });

  // Counting looks instead of reading a clock: after the computer slept, one look late is still one look.
  const watchdog = setInterval(() => {
    if (!busy) {
      silentChecks = 0;
      return;
    }
    silentChecks += 1;
    if (silentChecks > CHECKS) die(silent(silence));
    else worker.postMessage({ type: 'ping' } satisfies Command);
  }, silence / CHECKS);

  return {
    send(command) {
      if (closed)
        throw new TroubleError({
          kind: 'crash',
          came: `the command "${command.type}" for a lane that is closed`,
          wanted: 'an open lane',
          todo: 'Restart the lane.',
        });
      if (command.type === 'start') {
        busy = true;
        silentChecks = 0;
      }
      worker.postMessage(command);
    },
    close,
  };
}

const crashed = (event: ErrorEvent): Trouble => ({
  kind: 'crash',
  came: `the lane's worker died: ${event.message || 'no message'}${event.lineno ? ` (line ${event.lineno})` : ''}`,
  wanted: 'a worker that trains until it is stopped',
  todo: 'Restart the lane. The other lanes go on.',
});

const unloadable = (event: ErrorEvent): Trouble => ({
  kind: 'crash',
  came: `the training engine did not load${event.message ? `: ${event.message}` : ''}`,
  wanted:
    'the worker script beside this page, in a browser with module workers (Chrome 80, Firefox 114, Safari 15, or later)',
  todo: 'Check the connection, then restart the lane or reload the page.',
});

const silent = (silence: number): Trouble => ({
  kind: 'crash',
  came: `no sign of life from the lane's worker for ${Math.round(silence / 1000)} s`,
  wanted: 'a sign of life between training steps',
  todo: 'Restart the lane, with smaller K, D or batch if its steps were slow.',
});
