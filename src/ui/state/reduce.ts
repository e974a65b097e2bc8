import { EPSILONS } from '../../base/epsilons.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, Report } from '../../base/messages.ts';
import { grants } from '../pace/lockstep.ts';
import { type Action, type AppState, followingLatest, type Outcome, type Pace } from './app-state.ts';
import { addLanes, everyLane, keepLanes, moved, oneLane } from './change-lanes.ts';
import { openingConfigs } from './experiment.ts';
import { hear } from './hear.ts';
import { another } from './lane-limits.ts';
import { again, begin, clear, died, quiet } from './lane-run.ts';
import { active, clockOf, newLane, startable } from './lane-state.ts';
import { allowed, relocked } from './locks.ts';
import { withNotices, withoutNotices } from './notices.ts';
import { leftByLink, withExample, withLinked, withRuns } from './open-run.ts';
import { lookingInto, withQuestion } from './questions.ts';
import { runSteps } from './run-steps.ts';
import { onward, showingSeed, withSeeds } from './seeds/series.ts';
import { turnLanes, withConfigs, withPreset } from './settings.ts';
import { changedView, FIRST_VIEW, fittedView } from './view.ts';

/** The page before any worker has answered. */
export function initial(lanes: number, backend: BackendChoice, notices: readonly Trouble[] = []): AppState {
  return {
    backend,
    lanes: Array.from({ length: lanes }, (_, i) => newLane(i + 1)),
    opened: lanes,
    intent: 'idle',
    pace: 'lockstep',
    epsilon: EPSILONS.length - 1,
    view: FIRST_VIEW,
    notices,
  };
}

/** The page after an action, with the effects to carry out. Pure: same in, same out. */
export function reduce(state: AppState, asked: Action): Outcome {
  const action = allowed(state, asked);
  if (!action) return { state, effects: [] };
  const outcome = onward(state, withLeft(state, action, react(state, action)));
  const ended = outcome.state.lanes.every((lane) => !active(lane) && !lane.startWaits);
  const calm: AppState = ended ? { ...outcome.state, intent: 'idle' } : outcome.state;
  const view = fittedView(calm.view, runSteps(calm));
  const settled = view === calm.view ? calm : { ...calm, view };
  return withQuestion(withGrants({ state: settled, effects: outcome.effects }));
}

/** Keeps a link's runs in sight when their lanes train anew, until other runs or settings come. */
function withLeft(before: AppState, { type }: Action, { state, effects }: Outcome): Outcome {
  if (REPLACING.has(type)) {
    const { linked: _, ...without } = state;
    return { state: state.linked ? without : state, effects };
  }
  const left = leftByLink(before, state);
  return {
    state: left.length > 0 ? { ...state, linked: [...(state.linked ?? []), ...left] } : state,
    effects,
  };
}

const REPLACING: ReadonlySet<Action['type']> = new Set(['configs', 'openRun', 'showExample', 'showLinked']);

function react(state: AppState, action: Action): Outcome {
  switch (action.type) {
    case 'report':
      return heard(state, action.lane, action.report);
    case 'death':
      return oneLane(state, action.lane, (lane) => died(lane, action.trouble));
    case 'drawn':
      return everyLane(state, (lane) => {
        const report = action.reports.get(lane.id);
        return quiet(report === undefined || report <= lane.drawn ? lane : { ...lane, drawn: report });
      });
    case 'start':
      if (!state.catalogue && state.lanes.every((lane) => lane.phase !== 'dead'))
        return { state, effects: [] };
      return everyLane(followingLatest({ ...state, intent: 'run' }), (lane) => begin(lane, state.backend));
    case 'pause':
      return everyLane({ ...state, intent: 'pause' }, (lane) =>
        lane.phase === 'running' ? { lane, commands: [{ type: 'pause' }] } : quiet(lane),
      );
    case 'resume':
      return everyLane({ ...state, intent: 'run' }, (lane) => {
        const { trouble: _, ...calm } = lane;
        return lane.phase === 'paused'
          ? { lane: { ...calm, stepWaits: false }, commands: [{ type: 'resume' }] }
          : quiet(lane);
      });
    case 'step':
      return steps(state);
    case 'reset':
      return everyLane(followingLatest({ ...state, intent: 'idle' }), clear);
    case 'restart':
      if (!state.catalogue) return { state, effects: [] };
      return everyLane(followingLatest({ ...state, intent: 'run' }), (lane) => again(lane, state.backend));
    case 'newSeed': {
      const reset = everyLane(followingLatest({ ...state, intent: 'idle' }), clear);
      const seeded = everyLane(reset.state, (lane, i) =>
        quiet(
          lane.config
            ? { ...lane, config: { ...lane.config, seed: seedOf(state.pace, action.seed, i) } }
            : lane,
        ),
      );
      return { state: seeded.state, effects: reset.effects };
    }
    case 'seeds':
      return { state: withSeeds(state, action.count), effects: [] };
    case 'showSeed':
      return oneLane(state, action.lane, (lane) => quiet(showingSeed(lane, action.seed)));
    case 'restartLane': {
      const lane = state.lanes.find((each) => each.id === action.lane);
      const again = lane?.run.config !== undefined;
      const intent = again && state.intent === 'idle' ? 'run' : state.intent;
      return oneLane({ ...state, intent }, action.lane, (dead) => ({
        lane: {
          ...newLane(dead.id),
          ...(dead.config ? { config: dead.config } : {}),
          ...(dead.repeats ? { repeats: dead.repeats } : {}),
          ...(dead.hadGpu ? { hadGpu: true } : {}),
          startWaits: again,
        },
        commands: [],
        open: true,
        ...(active(dead) ? { ended: dead } : {}),
      }));
    }
    case 'turn':
      return turnLanes(state, action.lane, action.values);
    case 'addLane': {
      const configs = state.lanes.flatMap((lane) => (lane.config ? [lane.config] : []));
      if (!state.catalogue) return { state, effects: [] };
      const added = another(action.apart, configs, state.catalogue);
      return addLanes(state, added ? [added] : []);
    }
    case 'removeLane':
      return keepLanes(
        state,
        state.lanes.filter((lane) => lane.id !== action.lane),
      );
    case 'duplicateLane': {
      const at = state.lanes.findIndex(({ id }) => id === action.lane);
      const { config } = state.lanes[at] ?? {};
      if (!config) return { state, effects: [] };
      const { state: more, effects } = addLanes(state, [config]);
      return { state: { ...more, lanes: moved(more.lanes, state.lanes.length, at + 1) }, effects };
    }
    case 'moveLane': {
      const at = state.lanes.findIndex(({ id }) => id === action.lane);
      return { state: { ...state, lanes: moved(state.lanes, at, at + action.by) }, effects: [] };
    }
    case 'pace': {
      const { pace } = action;
      const seed = state.lanes[0]?.config?.['seed'];
      const paced = { ...state, pace };
      if (pace === 'free' || seed === undefined) return { state: paced, effects: [] };
      return turnLanes(paced, 'all', { seed });
    }
    case 'configs':
      return withConfigs(state, action.configs);
    case 'preset':
      return withPreset(state, action.configs);
    case 'epsilon':
      return { state: { ...state, epsilon: action.index }, effects: [] };
    case 'view':
      return { state: { ...state, view: changedView(state.view, action.change) }, effects: [] };
    case 'lookAt':
      return {
        state: action.step === undefined ? followingLatest(state) : { ...state, at: action.step },
        effects: [],
      };
    case 'play': {
      const { plays: _, ...still } = state;
      return { state: action.on ? { ...state, at: state.at ?? 0, plays: true } : still, effects: [] };
    }
    case 'openRun':
      return relocked(state, withRuns(state, action.lanes, action.recorded));
    case 'showExample':
      return relocked(state, withExample(state, action.preset, action.lanes, action.recorded));
    case 'showLinked':
      return relocked(state, withLinked(state, action.lanes, action.recorded, action.epsilon));
    case 'ghosts':
      return { state: { ...state, ghosts: action.ghosts }, effects: [] };
    case 'logs':
      return { state: { ...state, logs: action.logs }, effects: [] };
    case 'exampleBehind':
      return { state: { ...state, example: action.ghosts }, effects: [] };
    case 'lookInto':
      return { state: lookingInto(state, action.lane), effects: [] };
    case 'pick': {
      const { openPrototypes } = state;
      return {
        state: openPrototypes
          ? { ...state, openPrototypes: { ...openPrototypes, prototype: action.prototype } }
          : state,
        effects: [],
      };
    }
    case 'notice':
      return { state: { ...state, notices: withNotices(state.notices, action.troubles) }, effects: [] };
    case 'dismiss':
      return { state: { ...state, notices: withoutNotices(state.notices, action.troubles) }, effects: [] };
    default:
      return action satisfies never;
  }
}

/** Seed of a lane: in free pace, lanes count up from the first. */
const seedOf = (pace: Pace, seed: number, lane: number): number => (pace === 'free' ? seed + lane : seed);

function heard(state: AppState, id: number, report: Report): Outcome {
  let known = state;
  if (report.type === 'ready' && !state.catalogue) {
    const configs = openingConfigs(report.catalogue, state.lanes.length);
    known = {
      ...state,
      catalogue: report.catalogue,
      version: report.version,
      // a saved run may be older than some knob
      lanes: state.lanes.map((lane, i) => ({ ...lane, config: { ...configs[i], ...lane.config } })),
    };
  }
  const outcome = oneLane(known, id, (lane) => hear(lane, report, known.intent, known.backend));
  return refused(outcome.state, id, report) ? startNone(outcome, id) : outcome;
}

/** True when a lane could not start because of its settings. */
function refused(state: AppState, id: number, report: Report): boolean {
  const lane = state.lanes.find((each) => each.id === id);
  return report.type === 'phase' && lane?.phase === 'failed' && lane.trouble?.kind === 'config';
}

/** A comparison starts whole or not at all: the lanes beside a refused one stop. */
function startNone(outcome: Outcome, id: number): Outcome {
  const stopped = everyLane({ ...outcome.state, intent: 'idle' }, (lane) =>
    lane.id === id ? quiet(lane) : clear(lane),
  );
  return { state: stopped.state, effects: [...outcome.effects, ...stopped.effects] };
}

/** Steps every lane once: at once if it is paused, else as soon as it is. */
function steps(state: AppState): Outcome {
  if (state.lanes.some((lane) => lane.stepping || lane.stepWaits)) return { state, effects: [] };
  const fresh = state.lanes.every((lane) => !active(lane));
  if (fresh && !state.catalogue) return { state, effects: [] };
  return everyLane({ ...state, intent: 'pause' }, (lane) => {
    if (fresh) {
      const begun = begin(lane, state.backend);
      return { ...begun, lane: { ...begun.lane, stepWaits: true } };
    }
    if (!active(lane) || lane.trouble) return quiet(lane);
    if (lane.phase === 'paused') return { lane: { ...lane, stepping: true }, commands: [{ type: 'step' }] };
    return {
      lane: { ...lane, stepWaits: true },
      commands: lane.phase === 'running' ? [{ type: 'pause' }] : [],
    };
  });
}

function withGrants({ state, effects }: Outcome): Outcome {
  const given = grants(state.lanes.map(clockOf), state.intent !== 'run', state.pace === 'free');
  if (given.length === 0) return { state, effects };
  const byLane = new Map(given.map(({ id, report }) => [id, report]));
  const granted = everyLane(state, (lane) => {
    const report = byLane.get(lane.id);
    return report === undefined
      ? quiet(lane)
      : { lane: { ...lane, granted: report }, commands: [{ type: 'grant', report }] };
  });
  return { state: granted.state, effects: [...effects, ...granted.effects] };
}

/** True when Start would start something. */
export const canStart = (state: AppState): boolean =>
  state.catalogue !== undefined && state.intent === 'idle' && state.lanes.some(startable);
