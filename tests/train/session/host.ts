import type { BackendName, Report } from '../../../src/base/messages.ts';
import { readPacked } from '../../../src/node/mnist-pack.ts';
import { wasmFiles } from '../../../src/node/wasm-files.ts';
import { measureAlone } from '../../../src/train/measure/shared-number.ts';
import type { SessionHost } from '../../../src/train/session/host.ts';
import { Inbox } from '../../../src/train/session/inbox.ts';
import { openDevice } from '../../../src/worker/device.ts';

/** A config small enough for the cpu backend: MNIST, MLP, 16 prototypes in 8 dimensions. */
export const TINY = {
  encoder: 'mlp',
  'mlp.hidden': 16,
  'head.hidden': 16,
  'carp.partition_size': 4,
  K: 16,
  D: 8,
  batch: 4,
  steps: 20,
  report_every: 5,
  eval_images: 500,
};

export interface Recorded {
  readonly place: SessionHost;
  readonly inbox: Inbox;
  readonly reports: Report[];
  /** Resolves when a report fits. */
  until(fits: (report: Report) => boolean): Promise<Report>;
  of<T extends Report['type']>(type: T): Extract<Report, { type: T }>[];
}

/** Node as a place to run a session in, remembering what it says. */
export function recorded(): Recorded {
  const inbox = new Inbox();
  const reports: Report[] = [];
  const waiting: { fits: (report: Report) => boolean; resolve: (report: Report) => void }[] = [];
  const place: SessionHost = {
    inbox,
    read: readPacked,
    openDevice: (choice, onLost) => openDevice(choice, wasmFiles(), onLost),
    rest: () => new Promise((resolve) => setImmediate(resolve)),
    shared: measureAlone,
    now: () => performance.now() / 1000,
    post: (report) => {
      reports.push(report);
      for (const waiter of [...waiting])
        if (waiter.fits(report)) {
          waiting.splice(waiting.indexOf(waiter), 1);
          waiter.resolve(report);
        }
    },
  };
  return {
    place,
    inbox,
    reports,
    until: (fits) => {
      const found = reports.find(fits);
      return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ fits, resolve }));
    },
    of: <T extends Report['type']>(type: T) =>
      reports.filter((report): report is Extract<Report, { type: T }> => report.type === type),
  };
}

export const FAST: BackendName = 'wasm';
