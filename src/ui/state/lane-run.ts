import type { RunConfig } from '../../base/config.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, Command } from '../../base/messages.ts';
import { active, type LaneState, NO_RUN, startable } from './lane-state.ts';

/** A lane after an action, and the commands for its worker. */
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

/** Forgets the lane's old run and starts a new one, or lets it wait until the worker can hear. A dead lane gets a new
 *  worker; a running lane is left alone. */
export function begin(lane: LaneState, backend: BackendChoice): LaneOutcome {
  if (active(lane)) return { lane, commands: [] };
  const { trouble: _, doing: __, siblings: ___, mean: ____, ...calm } = lane;
  const fresh: LaneState = {
    ...calm,
    run: NO_RUN,
    granted: -1,
    drawn: -1,
    stepping: false,
    stepWaits: false,
  };
  if (lane.phase === 'dead')
    return { lane: { ...fresh, phase: 'opening', startWaits: true }, commands: [], open: true };
  if (!startable(lane) || !lane.config) return { lane: { ...fresh, startWaits: true }, commands: [] };
  const config = startConfig(lane, lane.config);
  const gpu = lane.hadGpu && { hadGpu: true };
  const course = lane.repeats && { course: lane.repeats.course };
  return {
    lane: { ...fresh, config, phase: 'loading', startWaits: false },
    commands: [{ type: 'start', config, backend, ...gpu, ...course }],
    begun: true,
  };
}

/** The lane's settings, where the changes that it repeats will come from the values before them. */
function startConfig({ repeats }: LaneState, config: RunConfig): RunConfig {
  const first = (repeats?.course.changes ?? []).flatMap(({ key }) => {
    const value = repeats?.from[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return first.length === 0 ? config : { ...config, ...Object.fromEntries(first) };
}

/** Starts the lane anew: at once, or as soon as a run under way has stopped. */
export function again(lane: LaneState, backend: BackendChoice): LaneOutcome {
  if (!active(lane)) return begin(lane, backend);
  const stopped = clear(lane);
  const repeats = lane.repeats && { repeats: lane.repeats };
  return { ...stopped, lane: { ...stopped.lane, ...repeats, startWaits: true } };
}

/** Stops and forgets the lane's run; config and seed stay. */
export function clear(lane: LaneState): LaneOutcome {
  const { trouble, doing: _, siblings: __, mean: ___, repeats: ____, ...calm } = lane;
  const fresh: LaneState = {
    ...calm,
    run: NO_RUN,
    granted: -1,
    drawn: -1,
    startWaits: false,
    stepWaits: false,
    stepping: false,
  };
  if (lane.phase === 'dead') return { lane: trouble ? { ...fresh, trouble } : fresh, commands: [] };
  if (active(lane))
    return { lane: { ...fresh, phase: 'stopping' }, commands: [{ type: 'stop' }], ended: lane };
  return {
    lane: lane.phase === 'opening' || lane.phase === 'stopping' ? fresh : { ...fresh, phase: 'idle' },
    commands: [],
  };
}

/** Marks the lane's worker as dead. */
export function died(lane: LaneState, trouble: Trouble): LaneOutcome {
  const dead: LaneState = {
    ...lane,
    phase: 'dead',
    trouble,
    startWaits: false,
    stepWaits: false,
    stepping: false,
  };
  return { ...quiet(dead), ...(active(lane) ? { ended: dead } : {}) };
}
