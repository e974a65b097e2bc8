import type { Trouble } from '../base/errors.ts';
import type { ReadFile } from '../base/images.ts';
import type { BackendChoice, BackendInfo, Report } from '../base/messages.ts';
import type { Inbox } from './inbox.ts';

/** What a session needs of the place it runs in: a worker, Node, a test. */
export interface Place {
  post(report: Report): void;
  readonly inbox: Inbox;
  readonly read: ReadFile;
  /** Opens the backend; `onLost` hears of a device that goes away later. */
  openDevice(choice: BackendChoice, onLost: (trouble: Trouble) => void): Promise<BackendInfo>;
  /** Lets messages in. */
  rest(): Promise<void>;
  /** A number that lanes side by side may share, as `key` names it: measured, or waited for. */
  shared(key: string, measure: () => Promise<number>): Promise<number>;
  /** Seconds, monotonic. */
  now(): number;
}
