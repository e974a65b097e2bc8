import { defaults, type RunConfig } from '../../base/config.ts';
import type { RunLane } from '../../export/run-json.ts';
import { type AppState, followingLatest, type Outcome } from './app-state.ts';
import { addLanes, everyLane, keepLanes } from './change-lanes.ts';
import { historyOf } from './history.ts';
import { clear, quiet } from './lane-run.ts';
import type { LaneRun, LaneState } from './lane-state.ts';
import { withConfigs } from './settings.ts';

/** The page with these lanes' runs as they ended; what runs is stopped first. */
export function withRuns(state: AppState, runs: readonly RunLane[], recorded: string): Outcome {
  if (runs.length === 0) return { state, effects: [] };
  const cleared = everyLane(followingLatest({ ...state, intent: 'idle' }), clear);
  const fewer = keepLanes(cleared.state, cleared.state.lanes.slice(0, runs.length));
  const more = addLanes(
    fewer.state,
    runs.slice(fewer.state.lanes.length).map(({ config }) => config),
  );
  const base = state.catalogue && defaults(state.catalogue);
  const shown = everyLane(more.state, (lane, i) => quiet(openedLane(lane, runs[i], recorded, base)));
  return { state: shown.state, effects: [...cleared.effects, ...fewer.effects, ...more.effects] };
}

/** The same, with the settings of the lanes as they were: Start trains what it would have trained without the run. */
export function withExample(state: AppState, runs: readonly RunLane[], recorded: string): Outcome {
  const before = state.lanes.flatMap(({ config }): RunConfig[] => (config ? [config] : []));
  const shown = withRuns(state, runs, recorded);
  if (before.length === 0) return shown;
  const turned = withConfigs(shown.state, before);
  return { state: turned.state, effects: [...shown.effects, ...turned.effects] };
}

/** A run that was saved, as a lane knows runs. Its last report comes without a picture where it was saved so. */
export function openedRun(saved: RunLane, recorded: string): LaneRun {
  const { config, label, backend, baseline, series, final, summary } = saved;
  const snapshots = saved.snapshots?.length ? saved.snapshots : final ? [final] : [];
  return {
    config,
    ...(baseline && { baseline }),
    history: historyOf(series),
    ...(summary && { summary }),
    snapshots,
    recorded,
    backend,
    ...(label !== undefined && { label }),
    step: snapshots.at(-1)?.step ?? 0,
  };
}

/** The lane showing a saved run, with the saved settings in its controls, over `base`. A lane without a worker goes on
 *  saying so. */
export function openedLane(
  lane: LaneState,
  saved: RunLane,
  recorded: string,
  base: RunConfig | undefined,
): LaneState {
  const { trouble, doing: _, device: __, ...calm } = lane;
  const config = { ...base, ...saved.config };
  const dead = lane.phase === 'dead' && trouble ? { trouble } : {};
  return { ...calm, ...dead, config, run: { ...openedRun(saved, recorded), config } };
}
