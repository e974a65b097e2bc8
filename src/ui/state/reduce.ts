import type { Catalogue } from '../../base/catalogue.ts';
import { defaults, knobsOf, type RunConfig } from '../../base/config.ts';
import { EPSILONS } from '../../base/epsilons.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, Command, Report } from '../../base/messages.ts';
import type { RunLane } from '../../export/run-json.ts';
import type { Action, AppState, Effect, Outcome, Pace } from './app-state.ts';
import { encoderFor, openingConfigs, type Values } from './experiment.ts';
import { hear } from './hear.ts';
import { another, MOST_LANES } from './lane-limits.ts';
import { type LaneOutcome, quiet } from './lane-outcome.ts';
import { begin, clear } from './lane-run.ts';
import { active, clockOf, type LaneState, newLane, startable } from './lane-state.ts';
import { allowed, relocked } from './locks.ts';
import { grants } from './lockstep.ts';
import { withNotices, withoutNotices } from './notices.ts';
import { openedLane } from './opened-lane.ts';
import { lookingInto, withQuestion } from './questions.ts';
import { runSteps } from './run-steps.ts';
import { changedView, FIRST_VIEW, fittedView } from './view.ts';

/** The page before any worker answered. */
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

/** The page after a action, with the effects to carry out. Pure: same in, same out. */
export function reduce(state: AppState, asked: Action): Outcome {
  const action = allowed(state, asked);
  if (!action) return { state, effects: [] };
  const outcome = react(state, action);
  const ended = outcome.state.lanes.every((lane) => !active(lane) && !lane.startWaits);
  const calm: AppState = ended ? { ...outcome.state, intent: 'idle' } : outcome.state;
  const view = fittedView(calm.view, runSteps(calm));
  const settled = view === calm.view ? calm : { ...calm, view };
  return withQuestion(withGrants({ state: settled, effects: outcome.effects }));
}

function react(state: AppState, action: Action): Outcome {
  switch (action.type) {
    case 'report':
      return heard(state, action.lane, action.report);
    case 'death':
      return only(state, action.lane, (lane) => died(lane, action.trouble));
    case 'drawn':
      return every(state, (lane) => {
        const report = action.reports.get(lane.id);
        return quiet(report === undefined || report <= lane.drawn ? lane : { ...lane, drawn: report });
      });
    case 'start':
      if (!state.catalogue && state.lanes.every((lane) => lane.phase !== 'dead'))
        return { state, effects: [] };
      return every(latest({ ...state, intent: 'run' }), (lane) => begin(lane, state.backend));
    case 'pause':
      return every({ ...state, intent: 'pause' }, (lane) =>
        lane.phase === 'running' ? { lane, commands: [{ type: 'pause' }] } : quiet(lane),
      );
    case 'resume':
      return every({ ...state, intent: 'run' }, (lane) => {
        const { trouble: _, ...calm } = lane;
        return lane.phase === 'paused'
          ? { lane: { ...calm, stepWaits: false }, commands: [{ type: 'resume' }] }
          : quiet(lane);
      });
    case 'step':
      return steps(state);
    case 'reset':
      return every(latest({ ...state, intent: 'idle' }), clear);
    case 'newSeed': {
      const reset = every(latest({ ...state, intent: 'idle' }), clear);
      const seeded = every(reset.state, (lane, i) =>
        quiet(
          lane.config
            ? { ...lane, config: { ...lane.config, seed: seedOf(state.pace, action.seed, i) } }
            : lane,
        ),
      );
      return { state: seeded.state, effects: reset.effects };
    }
    case 'restartLane': {
      const lane = state.lanes.find((each) => each.id === action.lane);
      const again = lane?.run.config !== undefined;
      const intent = again && state.intent === 'idle' ? 'run' : state.intent;
      return only({ ...state, intent }, action.lane, (dead) => ({
        lane: { ...newLane(dead.id), ...(dead.config ? { config: dead.config } : {}), startWaits: again },
        commands: [],
        open: true,
        ...(active(dead) ? { ended: dead } : {}),
      }));
    }
    case 'turn': {
      const { catalogue } = state;
      const turned = state.lanes.filter(({ id }) => action.lane === 'all' || action.lane === id);
      // the encoder is the experiment's: a method that needs another takes all lanes along
      const encoder = turned
        .map(({ config }) => config && catalogue && encoderFor(action.values, config, catalogue))
        .find((id) => id !== undefined);
      const along = encoder === undefined ? {} : { encoder };
      return every(state, (lane) =>
        turned.includes(lane)
          ? turn(lane, { ...action.values, ...along }, catalogue)
          : encoder === undefined
            ? quiet(lane)
            : turn(lane, along, catalogue),
      );
    }
    case 'addLane': {
      const configs = state.lanes.flatMap((lane) => (lane.config ? [lane.config] : []));
      if (!state.catalogue || configs.length === 0) return { state, effects: [] };
      return extended(state, [another(configs, state.catalogue)]);
    }
    case 'removeLane':
      return reduced(
        state,
        state.lanes.filter((lane) => lane.id !== action.lane),
      );
    case 'duplicateLane': {
      const at = state.lanes.findIndex(({ id }) => id === action.lane);
      const { config } = state.lanes[at] ?? {};
      if (!config) return { state, effects: [] };
      const { state: more, effects } = extended(state, [config]);
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
      return every(paced, (lane) => turn(lane, { seed }, state.catalogue));
    }
    case 'configs': {
      const { configs } = action;
      const fewer = reduced(state, state.lanes.slice(0, configs.length));
      const turned = every(fewer.state, (lane, i) => turn(lane, configs[i] ?? {}, state.catalogue));
      const more = extended(turned.state, configs.slice(state.lanes.length));
      return { state: more.state, effects: [...fewer.effects, ...turned.effects, ...more.effects] };
    }
    case 'epsilon':
      return { state: { ...state, epsilon: action.index }, effects: [] };
    case 'view':
      return { state: { ...state, view: changedView(state.view, action.change) }, effects: [] };
    case 'lookAt':
      return {
        state: action.step === undefined ? latest(state) : { ...state, at: action.step },
        effects: [],
      };
    case 'play': {
      const { plays: _, ...still } = state;
      return { state: action.on ? { ...state, at: state.at ?? 0, plays: true } : still, effects: [] };
    }
    case 'openRun':
      return relocked(state, opened(state, action.lanes, action.recorded));
    case 'ghosts':
      return { state: { ...state, ghosts: action.ghosts }, effects: [] };
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

/** The lane without its worker. */
function died(lane: LaneState, trouble: Trouble): LaneOutcome {
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

/** The page following the latest reports. */
function latest({ at: _, plays: __, ...state }: AppState): AppState {
  return state;
}

/** The page with these lanes' runs as they ended; what runs is stopped first. */
function opened(state: AppState, runs: readonly RunLane[], recorded: string): Outcome {
  if (runs.length === 0) return { state, effects: [] };
  const cleared = every(latest({ ...state, intent: 'idle' }), clear);
  const fewer = reduced(cleared.state, cleared.state.lanes.slice(0, runs.length));
  const more = extended(
    fewer.state,
    runs.slice(fewer.state.lanes.length).map(({ config }) => config),
  );
  const base = state.catalogue && defaults(state.catalogue);
  const shown = every(more.state, (lane, i) => quiet(openedLane(lane, runs[i], recorded, base)));
  return { state: shown.state, effects: [...cleared.effects, ...fewer.effects, ...more.effects] };
}

/** The page with a lane more for each config, as far as there is room. */
function extended(state: AppState, configs: readonly RunConfig[]): Outcome {
  const added = configs
    .slice(0, MOST_LANES - state.lanes.length)
    .map((config, i) => ({ ...newLane(state.opened + 1 + i), config }));
  if (added.length === 0) return { state, effects: [] };
  return {
    state: { ...state, lanes: [...state.lanes, ...added], opened: state.opened + added.length },
    effects: added.map(({ id }) => ({ lane: id, do: 'open' })),
  };
}

/** The page with these of its lanes alone; one always stays. */
function reduced(state: AppState, lanes: readonly LaneState[]): Outcome {
  if (lanes.length === 0 || lanes.length === state.lanes.length) return { state, effects: [] };
  const gone = state.lanes.filter((lane) => !lanes.includes(lane));
  const effects = gone.flatMap((lane): Effect[] => [
    ...(active(lane) ? [{ lane, do: 'keepRun' as const, page: state }] : []),
    { lane: lane.id, do: 'close' },
  ]);
  return { state: { ...state, lanes }, effects };
}

/** In free pace lanes start from seeds in a row. */
const seedOf = (pace: Pace, seed: number, lane: number): number => (pace === 'free' ? seed + lane : seed);

/** The list with the entry at `from` at `to`; the list itself where either is none of its places. */
function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length || from === to) return list;
  const others = list.filter((_, i) => i !== from);
  return [...others.slice(0, to), entry, ...others.slice(to)];
}

function heard(state: AppState, id: number, report: Report): Outcome {
  let known = state;
  if (report.type === 'ready' && !state.catalogue) {
    const configs = openingConfigs(report.catalogue, state.lanes.length);
    known = {
      ...state,
      catalogue: report.catalogue,
      version: report.version,
      // a saved run may come from before a knob was there
      lanes: state.lanes.map((lane, i) => ({ ...lane, config: { ...configs[i], ...lane.config } })),
    };
  }
  const outcome = only(known, id, (lane) => hear(lane, report, known.intent, known.backend));
  return refused(outcome.state, id, report) ? startNone(outcome, id) : outcome;
}

/** True when a lane could not start because of its settings. */
function refused(state: AppState, id: number, report: Report): boolean {
  const lane = state.lanes.find((each) => each.id === id);
  return report.type === 'phase' && lane?.phase === 'failed' && lane.trouble?.kind === 'config';
}

/** A comparison starts whole or not at all: the lanes beside a refused one stop. */
function startNone(outcome: Outcome, id: number): Outcome {
  const stopped = every({ ...outcome.state, intent: 'idle' }, (lane) =>
    lane.id === id ? quiet(lane) : clear(lane),
  );
  return { state: stopped.state, effects: [...outcome.effects, ...stopped.effects] };
}

/** One training step in every lane: at once where it is paused, else as soon as it is. */
function steps(state: AppState): Outcome {
  if (state.lanes.some((lane) => lane.stepping || lane.stepWaits)) return { state, effects: [] };
  const fresh = state.lanes.every((lane) => !active(lane));
  if (fresh && !state.catalogue) return { state, effects: [] };
  return every({ ...state, intent: 'pause' }, (lane) => {
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

/** Turns knobs; the live ones reach a run that is going on. */
function turn(lane: LaneState, values: Values, catalogue: Catalogue | undefined): LaneOutcome {
  if (!catalogue || !lane.config) return quiet(lane);
  const knobs = knobsOf(catalogue);
  const config = { ...lane.config, ...values };
  if (!active(lane) || !lane.run.config) return quiet({ ...lane, config });
  const running = { ...lane.run.config };
  const commands: Command[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (!knobs.get(key)?.live || running[key] === value) continue;
    running[key] = value;
    commands.push({ type: 'set', key, value });
  }
  return { lane: { ...lane, config, run: { ...lane.run, config: running } }, commands };
}

function every(state: AppState, change: (lane: LaneState, i: number) => LaneOutcome): Outcome {
  const outcomes = state.lanes.map(change);
  const effects = outcomes.flatMap(({ lane, commands, open, ended }): Effect[] => [
    ...(ended ? [{ lane: ended, do: 'keepRun' as const, page: withLane(state, ended) }] : []),
    ...(open ? [{ lane: lane.id, do: 'open' as const }] : []),
    ...commands.map((command) => ({ lane: lane.id, do: 'send' as const, command })),
  ]);
  const begun = outcomes.flatMap((outcome) => (outcome.begun ? [outcome.lane.id] : []));
  if (begun.length > 0) effects.push({ lanes: begun, do: 'noteStart', beside: state.lanes.some(active) });
  const same = outcomes.every(({ lane }, i) => lane === state.lanes[i]);
  return { state: same ? state : { ...state, lanes: outcomes.map(({ lane }) => lane) }, effects };
}

const withLane = (state: AppState, lane: LaneState): AppState => ({
  ...state,
  lanes: state.lanes.map((each) => (each.id === lane.id ? lane : each)),
});

const only = (state: AppState, id: number, change: (lane: LaneState) => LaneOutcome): Outcome =>
  every(state, (lane) => (lane.id === id ? change(lane) : quiet(lane)));

function withGrants({ state, effects }: Outcome): Outcome {
  const given = grants(state.lanes.map(clockOf), state.intent !== 'run', state.pace === 'free');
  if (given.length === 0) return { state, effects };
  const byLane = new Map(given.map(({ id, report }) => [id, report]));
  const granted = every(state, (lane) => {
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
