import type { RunLane } from '../../export/run-json.ts';
import { beginnings } from './beginnings.ts';
import { namedSeries } from './history.ts';
import { type LaneState, latestOf, startedWith } from './lane-state.ts';
import { seedOfRun } from './seeds/band.ts';
import { seedRuns } from './seeds/series.ts';

/** Every run of every lane, each seed by itself, as it is exported, under its lane's label. */
export function savedLanes(lanes: readonly LaneState[], labels: readonly string[]): RunLane[] {
  return lanes.flatMap((lane, i) => {
    const label = labels[i] ?? '';
    if (!lane.siblings) return savedLane(lane, label) ?? [];
    return seedRuns(lane).flatMap((run) => {
      const saved = savedLane({ ...lane, run }, `${label}, seed ${seedOfRun(run)}`);
      return saved ? { ...saved, place: i + 1 } : [];
    });
  });
}

/** A lane as it is kept and exported; undefined before its first report. */
export function savedLane({ run, device }: LaneState, label: string): RunLane | undefined {
  const backend = run.backend ?? device;
  const latest = latestOf(run);
  const config = startedWith(run);
  const { course } = run;
  const done = course && course.changes.length + course.byHand.length + (course.returns?.length ?? 0) > 0;
  if (!config || !backend || !latest) return undefined;
  const { picture: _, representatives: __, ...final } = latest;
  return {
    config,
    ...(done && { course }),
    label,
    backend,
    series: namedSeries(run.history),
    began: beginnings(run),
    final,
    snapshots: run.snapshots,
    ...(run.baseline && { baseline: run.baseline }),
    ...(run.summary && { summary: run.summary }),
  };
}
