import type { Command } from '../../base/messages.ts';
import type { LaneState } from './lane-state.ts';

/** A lane after something happened to it, and what its worker has to be told. */
export interface LaneOutcome {
  readonly lane: LaneState;
  readonly commands: readonly Command[];
  /** True: open a new worker first. */
  readonly open?: boolean;
  /** True when a run has begun. */
  readonly begun?: boolean;
  /** The lane whose run is over, as that run stood last. */
  readonly ended?: LaneState;
}

export const quiet = (lane: LaneState): LaneOutcome => ({ lane, commands: [] });
