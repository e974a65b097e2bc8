import type { RunConfig } from '../../base/config.ts';
import type { RunLane } from '../../export/run-json.ts';
import { historyOf } from './history.ts';
import type { LaneRun, LaneState } from './lane-state.ts';

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
