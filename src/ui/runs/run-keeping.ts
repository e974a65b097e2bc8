import type { RunLane } from '../../export/run-json.ts';
import type { AppState } from '../state/app-state.ts';
import { active, type LaneState } from '../state/lane-state.ts';
import { savedLane } from '../state/saved-lane.ts';
import { laneLabels } from '../words/lane-names.ts';
import type { KeptAs } from './kept-run.ts';

/** A lane's run that is over, as it is to be kept. */
export interface OverRun {
  readonly as: KeptAs;
  readonly lane: RunLane;
}

/** Fewer reports than these, the untrained state among them, are not worth keeping. */
const FEWEST = 2;

/**
 * Watches the page for runs that end: by themselves, stopped, failed, or given up for a reset, another run or a
 * removed lane. Returns what is to be told of every change; `over` hears of each run once when it ends and again,
 * under the same id, when its summary comes.
 */
export function runKeeping(
  over: (run: OverRun) => void,
  newId: () => string,
  now: () => Date,
): (before: AppState, after: AppState) => void {
  let comparison = '';
  let startedAt = '';
  /** What each lane's run is kept under, by the lane's id. */
  const tickets = new Map<number, Omit<KeptAs, 'lane'>>();

  const keep = (state: AppState, lane: LaneState) => {
    const ticket = tickets.get(lane.id);
    if (!ticket || lane.run.snapshots.length < FEWEST) return;
    const i = state.lanes.indexOf(lane);
    const saved = savedLane(lane, laneLabels(state)[i]);
    if (saved) over({ as: { ...ticket, lane: i + 1 }, lane: saved });
  };

  return (before, after) => {
    if (before.lanes === after.lanes) return;
    const later = new Map(after.lanes.map((lane) => [lane.id, lane]));
    for (const was of before.lanes) {
      const is = later.get(was.id);
      if (is === was) continue;
      if (active(was) && !(is && active(is))) {
        // a lane that was reset, removed or shows another run has its own no longer
        const kept = is && !is.run.recorded && is.run.snapshots.length >= was.run.snapshots.length;
        keep(kept ? after : before, kept ? is : was);
      } else if (is && !active(is) && is.run.summary && !was.run.summary && !is.run.recorded) keep(after, is);
    }
    const earlier = new Map(before.lanes.map((lane) => [lane.id, lane]));
    const begun = after.lanes.filter((lane) => {
      const was = earlier.get(lane.id);
      return active(lane) && !(was && active(was));
    });
    // what starts while another lane trains is compared with it
    if (begun.length > 0 && !before.lanes.some(active)) {
      comparison = newId();
      startedAt = now().toISOString();
    }
    for (const { id } of begun) tickets.set(id, { id: newId(), comparison, startedAt });
  };
}

/**
 * Hands runs on one by one, each when the page has nothing better to do: writing a long one takes some milliseconds.
 * What is said of a run again before its turn replaces what was said first.
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
