import { type Change, type Course, configAfter } from '../../base/config.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, CensusReport, Measure, Phase, Report } from '../../base/messages.ts';
import { answers, withAnswer } from './answers.ts';
import { record, recordCounts } from './history.ts';
import { begin, type LaneOutcome, quiet } from './lane-run.ts';
import { active, type LaneState } from './lane-state.ts';
import { withCounts, withSnapshot } from './snapshots.ts';

/** Applies a worker's report to its lane. Late reports of a stopped run are dropped. */
export function hear(
  lane: LaneState,
  report: Report,
  intent: 'idle' | 'run' | 'pause',
  backend: BackendChoice,
): LaneOutcome {
  if (report.type === 'phase') return entered(lane, report.phase, report.doing, intent, backend);
  if (report.type === 'ready') {
    const idle: LaneState = { ...lane, phase: lane.phase === 'opening' ? 'idle' : lane.phase };
    return lane.startWaits ? begun(idle, backend) : quiet(idle);
  }
  if (report.type === 'trouble')
    return lane.phase === 'stopping' ? quiet(lane) : quiet(troubled(lane, report.trouble));
  if (report.type === 'summary' && lane.phase === 'done' && !lane.run.inside?.gone) {
    const summed = { ...lane, run: { ...lane.run, summary: report } };
    return { ...quiet(summed), ended: summed };
  }
  if (answers(report)) {
    const { inside, snapshots } = lane.run;
    return quiet(
      inside ? { ...lane, run: { ...lane.run, inside: withAnswer(inside, report, snapshots) } } : lane,
    );
  }
  if (!active(lane)) return quiet(lane);
  switch (report.type) {
    case 'device':
      return quiet({
        ...lane,
        device: report.backend,
        ...(report.backend.name === 'webgpu' && { hadGpu: true }),
      });
    case 'started':
      return quiet({
        ...lane,
        run: { ...lane.run, config: report.config, parameters: report.parameters },
      });
    case 'course':
      return quiet(toldCourse(lane, report));
    case 'baseline':
      return quiet({ ...lane, run: { ...lane.run, baseline: report } });
    case 'measure':
      return measured(lane, report);
    case 'census':
      return counted(lane, report);
    case 'pulse':
      return quiet({ ...lane, run: { ...lane.run, step: Math.max(lane.run.step, report.step) } });
    case 'summary':
      return quiet({ ...lane, run: { ...lane.run, summary: report } });
    case 'pong':
      return quiet(lane);
    default:
      return report satisfies never;
  }
}

/** A step whose numbers are not finite brings no measurement, so the lane stops waiting for one. */
function troubled(lane: LaneState, trouble: Trouble): LaneState {
  const over = trouble.kind === 'not-finite' ? { stepping: false, stepWaits: false } : {};
  return { ...lane, trouble, ...over };
}

/** The lane's run with what was done to it. Controls follow the changes that it repeats. */
function toldCourse(lane: LaneState, { changes, byHand, returns }: Course): LaneState {
  const { run, config, repeats } = lane;
  const started = run.started ?? run.config ?? {};
  const made = changes.filter(
    (change) => isIn(change, repeats?.course.changes) && !isIn(change, run.course?.changes),
  );
  return {
    ...lane,
    ...(config && { config: configAfter(config, made) }),
    run: {
      ...run,
      started,
      config: configAfter(started, changes),
      course: { changes, byHand, ...(returns && { returns }) },
    },
  };
}

const isIn = ({ step, key, value }: Change, changes: readonly Change[] = []): boolean =>
  changes.some((each) => each.step === step && each.key === key && each.value === value);

function measured(lane: LaneState, measure: Measure): LaneOutcome {
  const run = {
    ...lane.run,
    history: record(lane.run.history, measure),
    snapshots: withSnapshot(lane.run.snapshots, measure),
    step: Math.max(lane.run.step, measure.step),
  };
  return quiet({ ...lane, run, stepping: false, granted: Math.max(lane.granted, measure.report) });
}

/** Writes the counts of a finished census into the curves, and into the reports from its step on. */
function counted(lane: LaneState, report: CensusReport): LaneOutcome {
  const { type: _, step, ...counts } = report;
  const run = {
    ...lane.run,
    history: recordCounts(lane.run.history, step, counts),
    snapshots: withCounts(lane.run.snapshots, step, counts),
  };
  return quiet({ ...lane, run });
}

function entered(
  lane: LaneState,
  phase: Phase,
  doing: string | undefined,
  intent: 'idle' | 'run' | 'pause',
  backend: BackendChoice,
): LaneOutcome {
  const over = phase === 'done' || phase === 'stopped' || phase === 'failed';
  if (lane.phase === 'stopping') {
    if (!over) return quiet(lane);
    const idle: LaneState = { ...lane, phase: 'idle' };
    return lane.startWaits ? begun(idle, backend) : quiet(idle);
  }
  // A run that ended by itself while "stop" was on its way answers twice; the second answer is ignored.
  if (!active(lane)) return quiet(lane);
  if (phase === 'stopped' && lane.phase === 'loading') return quiet(lane);
  const { doing: _, ...rest } = lane;
  const now: LaneState = { ...rest, phase, ...(doing === undefined ? {} : { doing }) };
  if (over) {
    const ended = { ...now, stepping: false, stepWaits: false };
    return { ...quiet(ended), ended };
  }
  if (phase === 'running' && intent === 'pause') return { lane: now, commands: [{ type: 'pause' }] };
  if (phase !== 'paused' || lane.trouble) return quiet(now);
  // a busy worker hears "pause" late; the person may have resumed since
  if (intent === 'run') return { lane: now, commands: [{ type: 'resume' }] };
  if (lane.stepWaits)
    return { lane: { ...now, stepWaits: false, stepping: true }, commands: [{ type: 'step' }] };
  return quiet(now);
}

/** Starts a lane that was waiting, and keeps its pending step. */
function begun(lane: LaneState, backend: BackendChoice): LaneOutcome {
  const outcome = begin({ ...lane, startWaits: false }, backend);
  return { ...outcome, lane: { ...outcome.lane, stepWaits: lane.stepWaits } };
}
