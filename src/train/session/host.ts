import type { Trouble } from '../../base/errors.ts';
import type { ReadFile } from '../../base/images.ts';
import type { BackendChoice, BackendInfo, Report } from '../../base/messages.ts';
import type { SharedNumber } from '../measure/shared-number.ts';
import type { Inbox } from './inbox.ts';

/** The outside of a session: a worker, Node or a test. */
export interface SessionHost {
  post(report: Report): void;
  readonly inbox: Inbox;
  readonly read: ReadFile;
  /** Opens the backend; `onLost` hears of a device that goes away later. */
  openDevice(choice: BackendChoice, onLost: (trouble: Trouble) => void): Promise<BackendInfo>;
  /** Lets messages in. */
  rest(): Promise<void>;
  /** Each measured here, or by another lane and waited for; in the order of `wanted`. */
  shared(wanted: readonly SharedNumber[]): Promise<number[]>;
  /** True where somebody looks: measures then come with a picture, and a finished run stays to be looked into until
   *  it is told to stop. */
  readonly watched?: boolean;
  /** Seconds, monotonic. */
  now(): number;
}
