import { type ReactNode, useEffect, useRef } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';
import { ableActions, primaryAction, type RunAction, stepping } from '../state/run-actions.ts';
import { duration, numeral, speed } from '../words/numerals.ts';
import { ActionButton } from './ActionButton.tsx';

/** The largest seed drawn: short enough to say aloud. */
const SEEDS = 9999;

const freshSeed = (old: unknown): number => {
  const drawn = 1 + Math.floor(Math.random() * (SEEDS - 1));
  return drawn === old ? drawn + 1 : drawn;
};

/** The buttons that run the lanes, and the progress of the slowest lane. */
export function Transport({ state, children }: { readonly state: AppState; readonly children?: ReactNode }) {
  const { store } = useEnvironment();
  const pace = useControl('pace');
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

  // A button that its own press disables loses the focus to the page. Give it back once the step is done,
  // or pass it on to the primary button.
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
      <div className="transport-buttons" {...useControl('run-buttons')}>
        {labels.map((label) => (
          <ActionButton
            key={label}
            action={label}
            primary={label === primary}
            able={able[label]}
            onPress={(button) => {
              pressed.current = button;
              actions[label]();
            }}
          />
        ))}
        <span className="seed" data-embed="off" {...useControl('seed')}>
          {free && seeds.length > 1 ? 'seeds' : 'seed'} <b>{seeds.join(', ') || '–'}</b>
        </span>
        {state.lanes.length > 1 && (
          <label
            className="pace"
            data-embed="off"
            {...pace}
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

/** Step, speed and time left of the slowest lane that still trains, or else of the slowest that has a run. */
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

/** The page's phase in one or two words. */
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
