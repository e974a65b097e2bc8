import { type ReactNode, useEffect, useRef } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import type { AppState } from '../state/app-state.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';
import { ableActions, primaryAction, type RunAction, stepping } from '../state/run-actions.ts';
import { duration, numeral, speed } from '../words/numerals.ts';
import { type KeyAct, keyProps } from './keys.ts';

const ICONS = {
  Start: 'M4 2.5v11l9-5.5z',
  Pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  Resume: 'M2.5 2.5h2.5v11H2.5zM7 2.5v11l7-5.5z',
  Step: 'M3 2.5v11l7-5.5zM11 2.5h2v11h-2z',
  Reset: 'M8 3V.5L4 4l4 3.5V5a4 4 0 1 1-4 4H2a6 6 0 1 0 6-6z',
  'New seed': 'M2.5 2.5h11v11h-11zM5 5v2h2V5zM9 9v2h2V9z',
} as const satisfies Record<RunAction, string>;

/** The key that does the same, for those that have one. */
const KEYS: Partial<Record<RunAction, KeyAct>> = {
  Start: 'run',
  Pause: 'run',
  Resume: 'run',
  Step: 'step',
  Reset: 'reset',
};

/** Seeds that a person can say aloud. */
const SEEDS = 9999;

const freshSeed = (old: unknown): number => {
  const drawn = 1 + Math.floor(Math.random() * (SEEDS - 1));
  return drawn === old ? drawn + 1 : drawn;
};

/** Start, Pause, Resume, Step, Reset, New seed, and how far the slowest lane is. */
export function Transport({ state, children }: { readonly state: AppState; readonly children?: ReactNode }) {
  const { store } = useEnvironment();
  const bar = useRef<HTMLDivElement>(null);
  const seed = state.lanes[0]?.config?.['seed'];
  const seeds = [...new Set(state.lanes.flatMap(({ config }) => config?.['seed'] ?? []))];
  const free = state.pace === 'free';
  const able = ableActions(state);
  const actions: Readonly<Record<RunAction, () => void>> = {
    Start: () => store.dispatch({ type: 'start' }),
    Pause: () => store.dispatch({ type: 'pause' }),
    Resume: () => store.dispatch({ type: 'resume' }),
    Step: () => store.dispatch({ type: 'step' }),
    Reset: () => store.dispatch({ type: 'reset' }),
    'New seed': () => store.dispatch({ type: 'newSeed', seed: freshSeed(seed) }),
  };
  const primary = primaryAction(state);
  const labels: readonly RunAction[] = ['Start', 'Pause', 'Resume', 'Step', 'Reset', 'New seed'];

  // A button that its own press disables would drop the focus to the page. It gets it back when a step is
  // done; else the obvious next button does.
  const pressed = useRef<HTMLButtonElement>(undefined);
  useEffect(() => {
    const button = pressed.current;
    const focused = document.activeElement;
    if (!button || (focused && focused !== document.body && focused !== button)) {
      pressed.current = undefined;
      return;
    }
    if (button.disabled && stepping(state)) return;
    pressed.current = undefined;
    if (!button.disabled) button.focus();
    else bar.current?.querySelector<HTMLButtonElement>('button.primary:not(:disabled)')?.focus();
  });

  return (
    <div className="transport" role="group" aria-label="Run" ref={bar}>
      <div className="transport-buttons">
        {labels.map((label) => (
          <button
            key={label}
            type="button"
            className={label === primary ? 'primary' : ''}
            disabled={!able[label]}
            data-control={label}
            {...hint(label)}
            onClick={(event) => {
              pressed.current = event.currentTarget;
              actions[label]();
            }}
          >
            <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
              <path d={ICONS[label]} fill="currentColor" fillRule="evenodd" />
            </svg>
            {label}
          </button>
        ))}
        <span className="seed">
          {free && seeds.length > 1 ? 'seeds' : 'seed'} <b>{seeds.join(', ') || '–'}</b>
        </span>
        {state.lanes.length > 1 && (
          <label
            className="pace"
            title="On: lanes share seed, batches and views, and wait for each other. Off: each trains at its own pace, from a seed of its own."
          >
            <input
              type="checkbox"
              checked={!free}
              disabled={state.lesson?.lock.has('pace')}
              onChange={() => store.dispatch({ type: 'pace', pace: free ? 'lockstep' : 'free' })}
            />
            Lock-step
          </label>
        )}
      </div>
      <Progress state={state} />
      {children}
    </div>
  );
}

/** Title and shortcut of a button that a key presses too. */
function hint(label: RunAction) {
  const act = KEYS[label];
  return act && keyProps(act, label);
}

/** The step, speed and time left of the slowest lane that still has a run. */
function Progress({ state }: { readonly state: AppState }) {
  const shown = state.lanes.filter((lane) => latestOf(lane.run));
  const alive = shown.filter((lane) => lane.phase !== 'dead' && lane.phase !== 'failed');
  const running = alive.length > 0 ? alive : shown;
  const slowest = [...running].sort((a, b) => share(a.run) - share(b.run))[0];
  const latest = slowest && latestOf(slowest.run);
  const steps = latest?.steps ?? Number(state.lanes[0]?.config?.['steps'] ?? 0);
  const lookedAt = slowest?.run.recorded === undefined ? undefined : state.at;
  const step = lookedAt ?? slowest?.run.step ?? 0;
  const words = phaseWords(state);
  const going = state.intent === 'run' && latest !== undefined && latest.step > 0;
  return (
    <div className="progress">
      <progress aria-label="Progress" max={Math.max(1, steps)} value={step} />
      <span className="progress-text">
        step <b>{numeral(step)}</b> / {numeral(steps)}
        {going && (
          <>
            {' · '}
            {speed(latest.stepsPerSecond)}
            {' · '}
            {duration(latest.secondsLeft)} left
          </>
        )}
      </span>
      <span className="progress-phase" role="status">
        {words}
      </span>
    </div>
  );
}

const share = (run: LaneRun) => run.step / Math.max(1, latestOf(run)?.steps ?? 1);

/** What the whole page is at, in one word or two. */
function phaseWords(state: AppState): string {
  const { lanes, intent } = state;
  if (lanes.every((lane) => lane.phase === 'opening')) return 'Loading the engine';
  if (lanes.some((lane) => lane.phase === 'loading')) return 'Preparing';
  if (intent === 'run') return 'Running';
  if (intent === 'pause') return lanes.some((lane) => lane.phase === 'running') ? 'Pausing' : 'Paused';
  if (lanes.some((lane) => lane.phase === 'stopping')) return 'Stopping';
  if (lanes.some((lane) => lane.phase === 'done')) return 'Done';
  if (lanes.some((lane) => lane.phase === 'failed')) return 'Stopped by trouble';
  return lanes.some((lane) => lane.run.recorded) ? 'A recorded run' : 'Ready';
}
