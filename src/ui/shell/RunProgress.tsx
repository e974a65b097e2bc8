import type { AppState } from '../state/app-state.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';
import { duration, numeral, speed } from '../words/numerals.ts';

/** Step, speed and time left of the slowest lane that still trains, or else of the slowest that has a run. */
export function RunProgress({ state }: { readonly state: AppState }) {
  const shown = state.lanes.filter((lane) => latestOf(lane.run));
  const alive = shown.filter((lane) => lane.phase !== 'dead' && lane.phase !== 'failed');
  const running = alive.length > 0 ? alive : shown;
  const slowest = [...running].sort((a, b) => share(a.run) - share(b.run))[0];
  const latest = slowest && latestOf(slowest.run);
  const steps = latest?.steps ?? Number(state.lanes[0]?.config?.['steps'] ?? 0);
  const lookedAt = slowest?.run.recorded === undefined ? undefined : state.at;
  const step = lookedAt ?? slowest?.run.step ?? 0;
  const going = state.intent === 'run' && latest !== undefined && latest.step > 0;
  return (
    <div className="progress">
      <progress aria-label="Progress" max={Math.max(1, steps)} value={step} />
      <span className="progress-text">
        <span className="progress-step">step </span>
        <b translate="no">{numeral(step)}</b>/{numeral(steps)}
        {going && (
          <span className="progress-speed">
            {' · '}
            {speed(latest.stepsPerSecond)}
            {' · '}
            {duration(latest.secondsLeft)} left
          </span>
        )}
      </span>
      <span className="progress-phase" role="status">
        {phaseWords(state)}
      </span>
    </div>
  );
}

const share = (run: LaneRun) => run.step / Math.max(1, latestOf(run)?.steps ?? 1);

/** The seed that trains, if a start runs several. */
function running({ lanes, seeds }: AppState): string {
  const before = Math.max(...lanes.map(({ siblings }) => siblings?.length ?? 0));
  return seeds === undefined ? 'Running' : `Seed ${before + 1} of ${Math.max(seeds, before + 1)}`;
}

/** The page's phase in one or two words. */
function phaseWords(state: AppState): string {
  const { lanes, intent } = state;
  if (lanes.every((lane) => lane.phase === 'opening')) return 'Loading the engine';
  if (lanes.some((lane) => lane.phase === 'loading')) return 'Preparing';
  if (intent === 'run') return running(state);
  if (intent === 'pause') return lanes.some((lane) => lane.phase === 'running') ? 'Pausing' : 'Paused';
  if (lanes.some((lane) => lane.phase === 'stopping')) return 'Stopping';
  if (lanes.some((lane) => lane.phase === 'done')) return 'Done';
  if (lanes.some((lane) => lane.phase === 'failed')) return 'Stopped: error';
  if (lanes.some((lane) => lane.run.example)) return 'Example run';
  return lanes.some((lane) => lane.run.recorded) ? 'Your run' : 'Ready';
}
