import type { RunLane } from '../../export/run-json.ts';
import { savedLane } from '../state/saved-lane.ts';
import type { RunKeeping } from '../state/store.ts';
import { laneLabels } from '../words/lane-names.ts';
import type { KeptAs } from './kept-run.ts';

/** A finished run, ready to be kept. */
export interface OverRun {
  readonly as: KeptAs;
  readonly lane: RunLane;
}

/** Fewest reports worth keeping; the first is the untrained state. */
const FEWEST = 2;

/**
 * Hands on every run that is over: ended by itself, stopped, failed, or given up for a reset, another run or a removed
 * lane. `over` hears of each once at its end and again, under the same id, when its summary comes.
 */
export function runKeeping(over: (run: OverRun) => void, newId: () => string, now: () => Date): RunKeeping {
  let comparison = '';
  let startedAt = '';
  /** Identity under which each lane's run is kept, by the lane's id. */
  const tickets = new Map<number, Omit<KeptAs, 'lane'>>();
  return {
    begun: (lanes, beside) => {
      // a run that begins while another lane trains is compared with it
      if (!beside) {
        comparison = newId();
        startedAt = now().toISOString();
      }
      for (const id of lanes) tickets.set(id, { id: newId(), comparison, startedAt });
    },
    ended: (lane, page) => {
      const ticket = tickets.get(lane.id);
      if (!ticket || lane.run.snapshots.length < FEWEST) return;
      const i = page.lanes.findIndex(({ id }) => id === lane.id);
      const saved = savedLane(lane, laneLabels(page)[i]);
      if (saved) over({ as: { ...ticket, lane: i + 1 }, lane: saved });
    },
  };
}

/**
 * Hands runs on one by one while the page is idle, since writing a long one takes some milliseconds. A later version of a
 * waiting run replaces the earlier one.
 */
export function inTurn(
  keep: (run: OverRun) => Promise<void>,
  idle: (callback: () => void) => void,
  onTrouble: (thrown: unknown) => void,
): (run: OverRun) => void {
  const waiting = new Map<string, OverRun>();
  let booked = false;
  const book = () => {
    booked = true;
    idle(() => void next());
  };
  const next = async () => {
    const [first] = waiting.values();
    waiting.delete(first.as.id);
    try {
      await keep(first);
    } catch (thrown) {
      onTrouble(thrown);
    }
    if (waiting.size > 0) book();
    else booked = false;
  };
  return (run) => {
    waiting.set(run.as.id, run);
    if (!booked) book();
  };
}
