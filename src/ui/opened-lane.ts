import type { RunConfig } from '../base/config.ts';
import type { RunLane } from '../export/run-json.ts';
import { historyOf } from './history.ts';
import type { LaneRun, LaneState } from './lane-state.ts';

/** A run that was saved, as a lane knows runs. Its last report comes without a picture where it was saved so. */
export function openedRun(saved: RunLane, recorded: string): LaneRun {
  const { config, baseline, series, final, summary } = saved;
  const snapshots = saved.snapshots ?? (final ? [final] : []);
  const latest = snapshots.at(-1) ?? final;
  return {
    config,
    ...(baseline && { baseline }),
    ...(latest && { latest }),
    history: historyOf(series),
    ...(summary && { summary }),
    snapshots,
    recorded,
    step: latest?.step ?? 0,
  };
}

/** The lane showing a saved run, with the saved settings in its controls, over `base`. */
export function openedLane(
  lane: LaneState,
  saved: RunLane,
  recorded: string,
  base: RunConfig | undefined,
): LaneState {
  const { trouble: _, doing: __, ...calm } = lane;
  const config = { ...base, ...saved.config };
  return { ...calm, config, device: saved.backend, run: { ...openedRun(saved, recorded), config } };
}
