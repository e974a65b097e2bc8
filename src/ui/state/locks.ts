import type { RunConfig } from '../../base/config.ts';
import { listed, type Trouble } from '../../base/errors.ts';
import type { Action, AppState, Outcome } from './app-state.ts';
import { encoderFor, type Settings } from './experiment.ts';
import { NO_LESSON } from './lesson.ts';

/** Takes out of an action what a lesson locks; undefined if nothing is left. */
export function allowed(state: AppState, action: Action): Action | undefined {
  const lock = state.lesson?.lock;
  if (!lock || lock.size === 0) return action;
  switch (action.type) {
    case 'turn':
      return { ...action, values: free(action.values, state) };
    case 'newSeed':
      return lock.has('seed') ? undefined : action;
    case 'seeds':
      return !action.opens && (lock.has('seed') || lock.has('seeds')) ? undefined : action;
    case 'pace':
      if (action.opens) return action;
      return lock.has('pace') || (lock.has('seed') && seedsDiffer(state)) ? undefined : action;
    case 'addLane':
      return lock.has('lanes') || lock.has(action.apart) ? undefined : action;
    case 'duplicateLane':
    case 'removeLane':
    case 'moveLane':
      return lock.has('lanes') ? undefined : action;
    case 'preset':
      return { ...action, configs: kept(action.configs, state) };
    case 'configs':
      return action.opens ? action : { ...action, configs: kept(action.configs, state) };
    default:
      return action;
  }
}

/** Puts locked settings back into the controls after a run was opened. */
export function relocked(before: AppState, outcome: Outcome): Outcome {
  const lock = before.lesson?.lock;
  if (!lock || lock.size === 0) return outcome;
  const configs = configsOf(before);
  const lanes = outcome.state.lanes.map((lane, i) =>
    lane.config ? { ...lane, config: withLocked(lane.config, configs[i] ?? configs.at(-1), lock) } : lane,
  );
  return { ...outcome, state: { ...outcome.state, lanes } };
}

/** Names of locked settings that the configs `now` would lose to these, each once. */
export function conflicts(
  configs: readonly RunConfig[],
  now: readonly RunConfig[],
  lock: ReadonlySet<string>,
): string[] {
  if (lock.size === 0) return [];
  const found = configs.flatMap((config, i) => {
    const own = now[i] ?? now.at(-1);
    return own ? [...lock].filter((key) => key in own && config[key] !== own[key]) : [];
  });
  if (lock.has('lanes') && configs.length !== now.length) found.push('lanes');
  return [...new Set(found)];
}

/** A Trouble for an address that asks for locked settings. */
export function lockTroubles(configs: readonly RunConfig[], state: AppState): Trouble[] {
  const names = conflicts(configs, configsOf(state), state.lesson?.lock ?? NO_LESSON.lock);
  if (names.length === 0) return [];
  return [
    {
      kind: 'config',
      failed: `${listed(names)} ${names.length > 1 ? 'are' : 'is'} locked for the lesson`,
      why: `The link has another value, and lock=${names.slice(0, 3).join(',')}.`,
      todo: 'The locked value was kept. To change it, open the full page.',
    },
  ];
}

/** The settings of every lane that has some. */
export const configsOf = (state: AppState): RunConfig[] =>
  state.lanes.flatMap((lane) => (lane.config ? [lane.config] : []));

const seedsDiffer = (state: AppState): boolean =>
  new Set(configsOf(state).map((config) => config['seed'])).size > 1;

/** Drops values that are locked, and a method that would change a locked encoder. */
function free(values: Settings, state: AppState): Settings {
  const lock = state.lesson?.lock ?? new Set<string>();
  const { catalogue } = state;
  const left = Object.fromEntries(Object.entries(values).filter(([key]) => !lock.has(key)));
  if (!lock.has('encoder') || !catalogue) return left;
  const moves = configsOf(state).some((config) => encoderFor(left, config, catalogue) !== undefined);
  if (!moves) return left;
  const { method: _, ...others } = left;
  return others;
}

function kept(configs: readonly RunConfig[], state: AppState): RunConfig[] {
  const lock = state.lesson?.lock ?? new Set<string>();
  const now = configsOf(state);
  const asked = lock.has('lanes') ? now.map((own, i) => configs[i] ?? own) : configs;
  return asked.map((config, i) => withLocked(config, now[i] ?? now.at(-1), lock));
}

function withLocked(config: RunConfig, own: RunConfig | undefined, lock: ReadonlySet<string>): RunConfig {
  const locked = Object.entries(own ?? {}).filter(([key]) => lock.has(key));
  return { ...config, ...Object.fromEntries(locked) };
}
