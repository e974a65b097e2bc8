import { configAfter, defaults, type RunConfig } from '../../base/config.ts';
import { quoted } from '../../base/errors.ts';
import { byPlace, type RunLane } from '../../export/run-json.ts';
import { type AppState, followingLatest, type Outcome } from './app-state.ts';
import { addLanes, everyLane, keepLanes } from './change-lanes.ts';
import type { Ghost } from './ghost.ts';
import { historyOf } from './history.ts';
import { clear, quiet } from './lane-run.ts';
import type { LaneRun, LaneState } from './lane-state.ts';
import { withSiblings } from './seeds/series.ts';
import { withConfigs } from './settings.ts';

/** Stops whatever runs, and shows these saved runs in place of the lanes. */
export function withRuns(state: AppState, runs: readonly RunLane[], recorded: string): Outcome {
  if (runs.length === 0) return { state, effects: [] };
  const cleared = everyLane(followingLatest({ ...state, intent: 'idle' }), clear);
  const groups = byPlace(runs, ({ place }) => place);
  const fewer = keepLanes(cleared.state, cleared.state.lanes.slice(0, groups.length));
  const more = addLanes(
    fewer.state,
    groups.slice(fewer.state.lanes.length).flatMap(([first]) => (first ? [first.config] : [])),
  );
  const base = state.catalogue && defaults(state.catalogue);
  const shown = everyLane(more.state, (lane, i) => {
    const [run, ...others] = groups[i] ?? [];
    if (!run) return quiet(lane);
    const opened = openedLane(lane, run, recorded, base);
    return quiet(
      withSiblings(
        opened,
        others.map((other) => openedRun(other, recorded)),
      ),
    );
  });
  return { state: shown.state, effects: [...cleared.effects, ...fewer.effects, ...more.effects] };
}

/** Does the same, but keeps the lanes' settings: Start trains what it would have trained without the run. A page with
 *  fewer lanes than the run gets the run's settings in the lanes that it lacked. */
export function withExample(
  state: AppState,
  preset: string,
  runs: readonly RunLane[],
  recorded: string,
): Outcome {
  const before = state.lanes.flatMap(({ config }): RunConfig[] => (config ? [config] : []));
  const opened = withRuns(state, runs, recorded);
  const marked = everyLane(opened.state, (lane) => quiet({ ...lane, run: { ...lane.run, example: preset } }));
  const shown = { state: marked.state, effects: opened.effects };
  if (before.length === 0) return shown;
  const added = shown.state.lanes.slice(before.length).flatMap(({ config }) => (config ? [config] : []));
  const turned = withConfigs(shown.state, [...before, ...added]);
  return { state: turned.state, effects: [...shown.effects, ...turned.effects] };
}

/** Shows runs that a link carries: in each lane its own, and none in a lane without. Their settings are on the page. */
export function withLinked(
  state: AppState,
  runs: readonly (RunLane | undefined)[],
  recorded: string,
  epsilon: number,
): Outcome {
  const cleared = everyLane(followingLatest({ ...state, intent: 'idle', epsilon }), clear);
  const shown = everyLane(cleared.state, (lane, i) => {
    const run = runs[i];
    if (!run) return quiet(lane);
    const opened = openedLane(lane, run, recorded, lane.config);
    return quiet({ ...opened, run: { ...opened.run, linked: true } });
  });
  return { state: shown.state, effects: cleared.effects };
}

/** The runs of a link whose lanes have begun another run, as ghosts behind them. */
export function leftByLink(before: AppState, after: AppState): Ghost[] {
  return before.lanes.flatMap(({ id, run }) => {
    const now = after.lanes.find((lane) => lane.id === id);
    if (!run.linked || !now || now.run.linked) return [];
    return [{ id: `linked ${id}`, name: `From the link: ${quoted(run.label ?? `lane ${id}`)}`, run }];
  });
}

/** A saved run as a lane holds it. Its last report has no picture if it was saved without one. */
export function openedRun(saved: RunLane, recorded: string): LaneRun {
  const { config, label, backend, baseline, series, final, summary, course } = saved;
  const snapshots = saved.snapshots?.length ? saved.snapshots : final ? [final] : [];
  return {
    config: configAfter(config, course?.changes ?? []),
    ...(course && { started: config, course }),
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

/** Shows a saved run in a lane, with its settings over `base` in the controls. A lane whose worker is dead keeps its
 *  trouble. */
function openedLane(
  lane: LaneState,
  saved: RunLane,
  recorded: string,
  base: RunConfig | undefined,
): LaneState {
  const { trouble, doing: _, device: __, siblings: ___, mean: ____, repeats: _____, ...calm } = lane;
  const config = { ...base, ...saved.config };
  const dead = lane.phase === 'dead' && trouble ? { trouble } : {};
  const repeats = saved.course && { repeats: { from: config, course: saved.course } };
  return { ...calm, ...dead, config, ...repeats, run: openedRun({ ...saved, config }, recorded) };
}
