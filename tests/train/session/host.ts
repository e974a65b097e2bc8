import type { BackendName, Report } from '../../../src/base/messages.ts';
import { nodeHost } from '../../../src/node/host.ts';
import type { SessionHost } from '../../../src/train/session/host.ts';
import type { Inbox } from '../../../src/train/session/inbox.ts';

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
  readonly host: SessionHost;
  readonly inbox: Inbox;
  readonly reports: Report[];
  /** Resolves when a report fits. */
  until(fits: (report: Report) => boolean): Promise<Report>;
  of<T extends Report['type']>(type: T): Extract<Report, { type: T }>[];
}

/** Node as the host of one session, which remembers the reports. */
export function recorded(): Recorded {
  const node = nodeHost();
  const reports: Report[] = [];
  const waiting: { fits: (report: Report) => boolean; resolve: (report: Report) => void }[] = [];
  const host: SessionHost = {
    ...node,
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
    host,
    inbox: node.inbox,
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
