import type { RunLane } from '../../export/run-json.ts';
import type { AppState } from '../state/app-state.ts';
import { active, type LaneState } from '../state/lane-state.ts';
import { savedLane } from '../state/saved-lane.ts';
import type { RunKeeping } from '../state/store.ts';
import { laneLabels } from '../words/lane-names.ts';
import type { KeptAs } from './kept-run.ts';

/** A run, ready to be kept. */
export interface OverRun {
  readonly as: KeptAs;
  readonly lane: RunLane;
  /** True while it goes on: what it has so far, in case the page is left. */
  readonly goesOn?: true;
}

/** Keeps runs in the order in which they come. A later version of a run replaces an earlier one. */
export interface RunQueue {
  put(run: OverRun): void;
  /** Keeps all that waits at once: the page may be about to go. */
  hurry(): void;
}

/** Fewest reports worth keeping; the first is the untrained state. */
const FEWEST = 2;

/** Milliseconds between two versions of a run that goes on, at least; and as a part of the time since its start, since
 *  a longer run takes longer to write. */
const APART = { least: 10_000, part: 1 / 20 };

/**
 * Hands on every run that is over: ended by itself, stopped, failed, or given up for a reset, another run or a removed
 * lane. The queue gets each once at its end and again, under the same id, when its summary comes. It gets earlier versions
 * while the run goes on, so that a page that is left loses little.
 */
export function runKeeping(queue: RunQueue, newId: () => string, now: () => Date): RunKeeping {
  let comparison = '';
  let startedAt = '';
  /** Identity under which each lane's run is kept, by the lane's id. */
  const tickets = new Map<number, Omit<KeptAs, 'lane'>>();
  /** Time of the latest version of each run that goes on, by the run's id. */
  const written = new Map<string, number>();
  const put = (lane: LaneState, page: AppState, more: Pick<OverRun, 'goesOn'> = {}) => {
    const ticket = tickets.get(lane.id);
    if (!ticket || lane.run.snapshots.length < FEWEST) return;
    const i = page.lanes.findIndex(({ id }) => id === lane.id);
    const saved = savedLane(lane, laneLabels(page)[i] ?? '');
    if (saved) queue.put({ as: { ...ticket, lane: i + 1 }, lane: saved, ...more });
  };
  const goesOn = (lane: LaneState, page: AppState) => {
    const ticket = tickets.get(lane.id);
    if (!ticket) return;
    written.set(ticket.id, now().getTime());
    put(lane, page, { goesOn: true });
  };
  return {
    begun: (lanes, beside) => {
      // a run that begins while another lane trains is compared with it
      if (!beside) {
        comparison = newId();
        startedAt = now().toISOString();
      }
      for (const id of lanes) tickets.set(id, { id: newId(), comparison, startedAt });
    },
    went: (lane, page) => {
      const ticket = tickets.get(lane.id);
      if (!ticket || lane.run.snapshots.length < FEWEST) return;
      const time = now().getTime();
      const since = time - (written.get(ticket.id) ?? Number.NEGATIVE_INFINITY);
      if (since >= Math.max(APART.least, APART.part * (time - Date.parse(ticket.startedAt))))
        goesOn(lane, page);
    },
    leaving: (page) => {
      for (const lane of page.lanes) if (active(lane)) goesOn(lane, page);
      queue.hurry();
    },
    ended: put,
  };
}

/** Hands runs on one by one while the page is idle, since writing a long one takes some milliseconds. */
export function inTurn(
  keep: (run: OverRun) => Promise<void>,
  idle: (callback: () => void) => void,
  onTrouble: (thrown: unknown) => void,
): RunQueue {
  const waiting = new Map<string, OverRun>();
  /** Ids of runs that are being written. */
  const busy = new Set<string>();
  /** Runs of which an earlier version could not be kept, which has been said. */
  const failed = new Set<string>();
  let booked = false;
  let hurries = false;
  const write = async (run: OverRun) => {
    const { id } = run.as;
    waiting.delete(id);
    busy.add(id);
    try {
      await keep(run);
    } catch (thrown) {
      if (run.goesOn) failed.add(id);
      onTrouble(thrown);
    }
    busy.delete(id);
    goOn();
  };
  /** Writes all that may be written in a hurry: a run's later version waits for its earlier one. Else books the next. */
  const goOn = () => {
    if (waiting.size === 0) hurries = false;
    else if (hurries) {
      for (const run of [...waiting.values()]) if (!busy.has(run.as.id)) void write(run);
    } else if (busy.size === 0 && !booked) {
      booked = true;
      idle(next);
    }
  };
  const next = () => {
    booked = false;
    const [first] = waiting.values();
    if (first && busy.size === 0) void write(first);
  };
  return {
    put: (run) => {
      if (run.goesOn && failed.has(run.as.id)) return;
      waiting.set(run.as.id, run);
      goOn();
    },
    hurry: () => {
      hurries = true;
      goOn();
    },
  };
}
