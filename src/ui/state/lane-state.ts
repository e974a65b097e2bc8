import { type Course, configAfter, type RunConfig } from '../../base/config.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendInfo, Baseline, Measure, Phase, Summary } from '../../base/messages.ts';
import type { LaneClock } from '../pace/lockstep.ts';
import type { Answers } from './answers.ts';
import { EMPTY_HISTORY, type History, historyUntil } from './history.ts';
import { snapshotAt } from './snapshots.ts';

/**
 * The worker's phases, and four that only the page knows. `opening`: the worker has not said `ready`; `idle`: nothing to
 * show; `stopping`: told to stop, not yet stopped; `dead`: no worker.
 */
type LanePhase = Phase | 'opening' | 'idle' | 'stopping' | 'dead';

/** A lane's current or last run, as its reports tell it. */
export interface LaneRun {
  /** The config in use, as the worker confirmed it, live changes included. */
  readonly config?: RunConfig;
  /** The config that it started with, once a live change has made another of it. */
  readonly started?: RunConfig;
  /** The changes to it since, in the worker's word. Absent for a run that was left alone. */
  readonly course?: Course;
  readonly parameters?: number;
  readonly baseline?: Baseline;
  readonly history: History;
  readonly summary?: Summary;
  /** Reports kept whole, in step order, for looking back; the last is the latest of the run. */
  readonly snapshots: readonly Measure[];
  /** Origin of an opened run, in words: "recorded on 24 Nov 2026". Absent for a run trained here. */
  readonly recorded?: string;
  /** Id of the preset whose run comes with the page; absent for a person's own. */
  readonly example?: string;
  /** True for a run that came with a link: its curves are thinned and rounded. */
  readonly linked?: true;
  /** Backend of an opened run. */
  readonly backend?: BackendInfo;
  /** Label of an opened run when it was saved. */
  readonly label?: string;
  /** Question and answers about single prototypes. */
  readonly inside?: Answers;
  /** Last known step, from a measure or a pulse. */
  readonly step: number;
}

export const NO_RUN: LaneRun = { history: EMPTY_HISTORY, snapshots: [], step: 0 };

/** The last report of a run; undefined before its first. */
export const latestOf = (run: LaneRun): Measure | undefined => run.snapshots.at(-1);

/** Number of every lane's last report, by the lane's id. */
export const reportsOf = (lanes: readonly LaneState[]): ReadonlyMap<number, number> =>
  new Map(lanes.map(({ id, run }) => [id, latestOf(run)?.report ?? -1]));

/** The report to show at `step`: the last one up to it; without a step, the latest. */
export function shownMeasure(run: LaneRun, step: number | undefined): Measure | undefined {
  return step === undefined ? latestOf(run) : snapshotAt(run.snapshots, step);
}

/** The run as it was at `step`, curves included; the run itself without a step. */
export function runAt(run: LaneRun, step: number | undefined): LaneRun {
  if (step === undefined) return run;
  const { summary: _, ...rest } = run;
  const snapshots = run.snapshots.filter((each) => each.step <= step);
  const then = { ...rest, snapshots, history: historyUntil(run.history, step) };
  if (!run.course || !run.started) return then;
  // a change acts on the steps after its own
  const changes = run.course.changes.filter((change) => change.step < step);
  const byHand = run.course.byHand.filter((each) => each <= step);
  const returns = run.course.returns?.filter(({ to }) => to < step) ?? [];
  const course = { changes, byHand, ...(returns.length > 0 && { returns }) };
  return { ...then, config: configAfter(run.started, changes), course };
}

/** The part of an opened run that the next start repeats: the values that it started with, and what was done to it. */
interface Repeats {
  readonly from: RunConfig;
  readonly course: Course;
}

export interface LaneState {
  readonly id: number;
  /** Settings of the controls; the run takes them at its next start. Absent until the catalogue arrives. */
  readonly config?: RunConfig;
  readonly repeats?: Repeats;
  readonly phase: LanePhase;
  /** Work of a long phase, in words. */
  readonly doing?: string;
  readonly device?: BackendInfo;
  /** True once this lane has trained on a GPU. */
  readonly hadGpu?: boolean;
  readonly run: LaneRun;
  /** Finished runs of the lane's other seeds, where a start runs several one after the other. */
  readonly siblings?: readonly LaneRun[];
  /** True while curves and numbers show the mean of the lane's seeds. */
  readonly mean?: true;
  readonly trouble?: Trouble;
  /** True if it starts as soon as its worker can hear. */
  readonly startWaits: boolean;
  /** True if it takes a step as soon as it is paused. */
  readonly stepWaits: boolean;
  /** True from sending a single step until its measure arrives. */
  readonly stepping: boolean;
  readonly granted: number;
  readonly drawn: number;
}

/** The config that names a run: the one that it started with. */
export const startedWith = ({ started, config }: LaneRun): RunConfig | undefined => started ?? config;

/** The config that a lane's plots and names are about: that of its run, and before a first run that of its controls. */
export const shownConfig = ({ run, config }: Pick<LaneState, 'run' | 'config'>): RunConfig | undefined =>
  startedWith(run) ?? config;

export function newLane(id: number): LaneState {
  return {
    id,
    phase: 'opening',
    run: NO_RUN,
    startWaits: false,
    stepWaits: false,
    stepping: false,
    granted: -1,
    drawn: -1,
  };
}

/** True while the worker holds a session: what Pause, Step and Reset act on. */
export const active = (lane: LaneState): boolean =>
  lane.phase === 'loading' || lane.phase === 'running' || lane.phase === 'paused';

/** True when `start` can be sent now. */
export const startable = (lane: LaneState): boolean =>
  lane.phase === 'idle' || lane.phase === 'done' || lane.phase === 'stopped' || lane.phase === 'failed';

/** The lane as lockstep sees it. A lane in trouble holds no other back. */
export function clockOf(lane: LaneState): LaneClock {
  const state =
    active(lane) && !lane.trouble
      ? 'training'
      : lane.startWaits && lane.phase !== 'dead'
        ? 'coming'
        : 'absent';
  return {
    id: lane.id,
    state,
    reached: latestOf(lane.run)?.report ?? -1,
    granted: lane.granted,
    drawn: lane.drawn,
  };
}
