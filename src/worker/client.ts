import { ended, type Trouble, TroubleError } from '../base/errors.ts';
import type { Command, Report } from '../base/messages.ts';

/** The page's handle on one lane's worker. */
export interface LaneHandle {
  send(command: Command): void;
  /** Ends the worker. No report comes afterwards. */
  close(): void;
}

export interface LaneOptions {
  /** Milliseconds of silence after which a busy lane counts as dead. */
  readonly silence?: number;
}

/** Checks of the watchdog within the allowed silence. */
const CHECKS = 6;

/**
 * Opens a lane: a module worker around one session. `onReport` is called with each of its reports except `pong`.
 * `onDeath` is called at most once, after the worker was ended: it did not load, threw outside its own error
 * handling, posted an unreadable message, or was silent for `silence` (30 s) while busy. Throws where the page may have
 * no workers.
 */
export function openWorker(
  onReport: (report: Report) => void,
  onDeath: (trouble: Trouble) => void,
  options: LaneOptions = {},
): LaneHandle {
  const silence = options.silence ?? 30_000;
  // a frame whose sandbox takes the page's origin may load no worker, and the browser speaks of origin "null" alone
  if (globalThis.origin === 'null') throw new TroubleError(SANDBOXED);
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
      failed: 'The page cannot read its training engine',
      why: 'Both may be of different versions.',
      todo: 'Reload the page, then restart the lane.',
      reload: true,
    });

  // Count checks instead of reading a clock: a computer that slept has missed no more than one.
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
          failed: `Sending ${command.type} failed`,
          why: 'The lane is closed.',
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

const SANDBOXED: Trouble = {
  kind: 'crash',
  failed: 'The page cannot train in this frame',
  why: 'The frame’s sandbox lacks "allow-same-origin", without which no page may start workers.',
  todo: 'Open the page in a tab of its own, or add "allow-same-origin" to the frame’s sandbox.',
};

const crashed = (event: ErrorEvent): Trouble => ({
  kind: 'crash',
  failed: 'Training stopped unexpectedly',
  ...(event.message && { why: ended(`${event.message}${event.lineno ? ` (line ${event.lineno})` : ''}`) }),
  todo: 'Restart the lane. The other lanes go on.',
});

const unloadable = (event: ErrorEvent): Trouble => ({
  kind: 'crash',
  failed: 'The training engine did not load',
  why: event.message
    ? ended(event.message)
    : 'The connection failed, or the page was updated since you opened it. It needs Chrome 80, Firefox 114, Safari 15 or later.',
  todo: 'Check the connection, then restart the lane or reload the page.',
  reload: true,
});

const silent = (silence: number): Trouble => ({
  kind: 'crash',
  failed: `Training has not responded for ${Math.round(silence / 1000)} s`,
  todo: 'Restart the lane. If its steps were slow, lower K, D or the batch size.',
});
