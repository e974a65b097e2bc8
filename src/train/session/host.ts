import type { Trouble } from '../../base/errors.ts';
import type { ReadFile } from '../../base/images.ts';
import type { BackendChoice, BackendInfo, Report } from '../../base/messages.ts';
import type { SharedNumber } from '../measure/shared-number.ts';
import type { Inbox } from './inbox.ts';

/** A session's outside: a worker, Node or a test. */
export interface SessionHost {
  post(report: Report): void;
  readonly inbox: Inbox;
  readonly read: ReadFile;
  /** Opens the backend. `onLost` is called if its device goes away later. */
  openDevice(choice: BackendChoice, onLost: (trouble: Trouble) => void): Promise<BackendInfo>;
  /** Resolves after one turn of the event loop, so that commands get in. */
  rest(): Promise<void>;
  /** Measures each number here or waits for a lane that does. Values come in the order of `wanted`. */
  shared(wanted: readonly SharedNumber[]): Promise<number[]>;
  /** True if somebody watches: reports then have pictures, and a finished run answers questions until it is
   *  stopped. */
  readonly watched?: boolean;
  /** Seconds on a clock that never goes back. */
  now(): number;
}
