import { troubleOf } from '../../base/errors.ts';
import type { Command, Report } from '../../base/messages.ts';
import type { LaneHandle, openWorker } from '../../worker/client.ts';
import { createListeners, type ListenersHost } from '../pace/listeners.ts';
import { level } from '../pace/lockstep.ts';
import type { Action, AppState, Effect } from './app-state.ts';
import { active, clockOf, type LaneState, reportsOf } from './lane-state.ts';
import { reduce } from './reduce.ts';

/** Milliseconds that a pulse may wait for a report, which brings the same news and more. */
const PULSE_WAITS = 500;
/** Milliseconds that a report may wait for those of the other lanes, with which it shares a drawing. */
const REPORT_WAITS = 250;

/** Hears which runs begin, go on and end. */
export interface RunKeeping {
  /** These lanes' runs have begun, `beside` others that go on or by themselves. */
  begun(lanes: readonly number[], beside: boolean): void;
  /** This lane's run has a new report. */
  went(lane: LaneState, page: AppState): void;
  /** The page may be about to go. */
  leaving(page: AppState): void;
  /** This lane's run is over; `page` is the page in which it last stood. Comes again once its summary is there. */
  ended(lane: LaneState, page: AppState): void;
}

/** The outside of a store: workers, clocks and visibility. */
export interface StoreHost extends ListenersHost {
  readonly open: typeof openWorker;
  /** Keeps runs that are over. */
  readonly keeping?: RunKeeping;
}

/** Holds the page's one state, runs its effects, and hears its workers. */
export interface Store {
  readonly state: () => AppState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly dispatch: (action: Action) => void;
  /** Notifies listeners of changes made while the page was hidden. */
  readonly shown: () => void;
  /** The page was hidden, maybe for good: what runs have is kept, and reports that wait for a frame count as drawn, since
   *  none may come. */
  readonly hid: () => void;
  /** Someone asked to leave the page: what runs have is kept while the browser asks back. */
  readonly leaves: () => void;
  readonly close: () => void;
}

/** Opens a worker for every lane of `initial`. */
export function createStore(initial: AppState, host: StoreHost): Store {
  let state = initial;
  let closed = false;
  const lanes = new Map<number, LaneHandle>();
  const { subscribe, tell, tellWithin } = createListeners(host);

  const patience = (report: Report) => {
    if (report.type === 'pulse') return PULSE_WAITS;
    return report.type === 'measure' && !level(state.lanes.map(clockOf)) ? REPORT_WAITS : 0;
  };

  const carryOut = (effect: Effect) => {
    switch (effect.do) {
      case 'send':
        return send(effect.lane, effect.command);
      case 'open':
        return open(effect.lane);
      case 'close':
        return end(effect.lane);
      case 'noteStart':
        return host.keeping?.begun(effect.lanes, effect.beside);
      case 'keepRun':
        return host.keeping?.ended(effect.lane, effect.page);
      default:
        return effect satisfies never;
    }
  };

  const send = (id: number, command: Command) => {
    try {
      lanes.get(id)?.send(command);
    } catch (thrown) {
      die(id, thrown, `sending "${command.type}"`);
    }
  };

  const end = (id: number) => {
    lanes.get(id)?.close();
    lanes.delete(id);
  };

  const open = (id: number) => {
    end(id);
    try {
      lanes.set(
        id,
        host.open(
          (report) => apply({ type: 'report', lane: id, report }),
          (trouble) => {
            lanes.delete(id);
            apply({ type: 'death', lane: id, trouble });
          },
        ),
      );
    } catch (thrown) {
      // Listeners and React are not ready inside createStore, so the death is reported a moment later.
      queueMicrotask(() => die(id, thrown, 'opening its worker'));
    }
  };

  const die = (id: number, thrown: unknown, doing: string) => {
    end(id);
    apply({ type: 'death', lane: id, trouble: troubleOf(thrown, doing, 'Restart the lane') });
  };

  const apply = (action: Action) => {
    if (closed) return;
    const outcome = reduce(state, action);
    const changed = outcome.state !== state;
    state = outcome.state;
    for (const effect of outcome.effects) carryOut(effect);
    if (action.type === 'report' && action.report.type === 'measure') {
      const lane = state.lanes.find(({ id }) => id === action.lane);
      if (lane && active(lane)) host.keeping?.went(lane, state);
      if (host.hidden()) acknowledge();
    }
    if (!changed || action.type === 'drawn') return;
    if (action.type === 'report') tellWithin(patience(action.report));
    else tell();
  };

  /** A hidden page draws nothing. Its reports count as drawn, so that training goes on. */
  const acknowledge = () => {
    const reports = reportsOf(state.lanes);
    apply({ type: 'drawn', reports });
  };

  for (const lane of initial.lanes) open(lane.id);

  return {
    state: () => state,
    subscribe,
    dispatch: apply,
    shown: tell,
    hid: () => {
      acknowledge();
      host.keeping?.leaving(state);
    },
    leaves: () => host.keeping?.leaving(state),
    close: () => {
      closed = true;
      for (const lane of lanes.values()) lane.close();
      lanes.clear();
    },
  };
}
