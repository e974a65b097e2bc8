import './bar.css';
import './shell.css';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { SHELVES } from '../../base/catalogue.ts';
import { knobsOf } from '../../base/config.ts';
import { troubleOf } from '../../base/errors.ts';
import { laneStroke } from '../../plots/marks/lane.ts';
import { Curves } from '../compare/Curves.tsx';
import { LaneCard } from '../compare/LaneCard.tsx';
import { LaneRow } from '../compare/LaneRow.tsx';
import type { LaneShape } from '../compare/lane-card-props.ts';
import { TimeMachine } from '../compare/TimeMachine.tsx';
import { curveLanes, curvePanels, lanePanels } from '../figures/panels.ts';
import { InspectBox } from '../inspect/InspectBox.tsx';
import { Boundary } from '../kit/Boundary.tsx';
import { createControls } from '../kit/controls.ts';
import { type Environment, EnvironmentContext } from '../kit/environment.ts';
import { Folded } from '../kit/Folded.tsx';
import { newMemo } from '../kit/memo.ts';
import type { Painter } from '../kit/painter.ts';
import { useTheme } from '../kit/theme.ts';
import { useMedia } from '../kit/use-media.ts';
import type { Logbook } from '../runs/logbook.ts';
import type { TakeWeights } from '../runs/OpenRuns.tsx';
import { Runs } from '../runs/Runs.tsx';
import { ExperimentPanel } from '../setup/ExperimentPanel.tsx';
import { FullPageLink } from '../share/FullPageLink.tsx';
import { waiting } from '../state/experiment.ts';
import { MANY_LANES } from '../state/lane-limits.ts';
import { active, clockOf, type LaneState, latestOf, reportsOf, runAt } from '../state/lane-state.ts';
import { NO_LESSON } from '../state/lesson.ts';
import { runSteps } from '../state/run-steps.ts';
import { askedConfig, curveRun, seedRuns } from '../state/seeds/series.ts';
import type { Store } from '../state/store.ts';
import { Algorithm } from '../understand/algorithm/Algorithm.tsx';
import { PrototypesBox } from '../understand/prototypes/PrototypesBox.tsx';
import { PairVerdict } from '../understand/verdict/PairVerdict.tsx';
import { TryLinks } from '../understand/verdict/TryLinks.tsx';
import { comparisonCaption, laneCaptions } from '../words/caption.ts';
import { changes } from '../words/lane-names.ts';
import { viewCaption } from '../words/view-caption.ts';
import { Footer } from './Footer.tsx';
import { Keyboard } from './Keyboard.tsx';
import { Main } from './Main.tsx';
import { Notices } from './Notices.tsx';
import { ROOM } from './room.ts';
import { SkipLink } from './SkipLink.tsx';
import { Tools } from './Tools.tsx';
import { TopBar } from './TopBar.tsx';

interface AppProps {
  readonly store: Store;
  readonly painter: Painter;
  readonly logbook: Logbook;
  readonly bringExample: Environment['bringExample'];
  readonly bringRecorded: Environment['bringRecorded'];
  readonly rescue: Environment['rescue'];
}

/** The whole page. */
export function App({ store, painter, logbook, bringExample, bringRecorded, rescue }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.state, store.state);
  const { theme, flip } = useTheme();
  const keep = useRef(newMemo()).current;
  const controls = useRef(createControls<HTMLElement, HTMLDetailsElement>()).current;
  const complain = useCallback(
    (thrown: unknown, doing: string) =>
      store.dispatch({ type: 'notice', troubles: [troubleOf(thrown, doing, 'Try again: the lanes go on')] }),
    [store],
  );
  const lesson = state.lesson ?? NO_LESSON;
  const environment = useMemo(
    () => ({ store, painter, theme, controls, lesson, bringExample, bringRecorded, rescue, complain }),
    [store, painter, theme, controls, lesson, bringExample, bringRecorded, rescue, complain],
  );

  // React runs the children's effects first, so every plot of this state has been requested by now.
  useEffect(() => {
    const reports = reportsOf(state.lanes);
    painter.hold(state.intent === 'run');
    painter.settled(() => store.dispatch({ type: 'drawn', reports }));
  }, [state, painter, store]);

  const { catalogue, lanes } = state;
  const columns = lanePanels(state, keep);
  const curves = curvePanels(state, keep);
  const drawnLanes = curveLanes(state, keep);
  const plotLanes = columns.map((column) => column.lane);
  const shownRuns = lanes.map((lane) =>
    keep(`shown ${lane.id}`, [lane.run, state.at], () => runAt(lane.run, state.at)),
  );
  const comparedRuns = lanes.map((lane, i) =>
    lane.mean
      ? keep(`compared ${lane.id}`, [curveRun(lane), state.at], () => runAt(curveRun(lane), state.at))
      : shownRuns[i],
  );
  const held = lanes.map((lane) => lane.config);
  const configs = keep('configs', held, () => held.flatMap((config) => (config ? [config] : [])));
  const runs = lanes.map((lane) => lane.run.config);
  const waits = keep('waits', [...held, ...runs, catalogue], () => waitingKeys(state.lanes, catalogue));
  const captionOfCurves = useCallback(() => {
    const now = store.state();
    return [comparisonCaption(now.lanes, now.catalogue), ...viewCaption(now)].join('\n');
  }, [store]);
  const [settings, setSettings] = useState(openAtFirst);
  const toggleSettings = useCallback(() => setSettings((open) => !open), []);
  const [weights, setWeights] = useState<readonly File[]>(NO_FILES);
  const takeWeights = useCallback<TakeWeights>(async (...given) => {
    const { dividedFiles } = await import('../inspect/weights-files.ts');
    const { weights: found, others } = await dividedFiles(...given);
    if (found.length > 0) setWeights(found);
    return others;
  }, []);
  const [keys, setKeys] = useState(false);
  const openKeys = useCallback(() => setKeys(true), []);
  const shape = shapeOf(lanes.length, !useMedia(ROOM.presets), useMedia('(min-width: 1100px)'));
  const anglesInLanes = shape === 'columns' && lanes.length < 3;
  return (
    <EnvironmentContext value={environment}>
      <SkipLink />
      <Boundary name="the bar" rescue={rescue}>
        <TopBar state={state} configs={configs}>
          {lesson.embed && <FullPageLink state={state} />}
        </TopBar>
      </Boundary>
      <Main shape={shape} count={lanes.length}>
        <Boundary name="the comparison in words" rescue={rescue}>
          {lanes.length === 2 && (
            <PairVerdict
              labels={keep('labels', plotLanes, () => plotLanes.map(({ label }) => label))}
              runs={keep('compared runs', comparedRuns, () => comparedRuns)}
              seeds={keep(
                'seeds',
                lanes.map(({ siblings }) => siblings),
                () => lanes.map(seedRuns),
              )}
              epsilon={state.epsilon}
            />
          )}
        </Boundary>
        <LaneRow count={lanes.length} shape={shape} configs={configs} catalogue={catalogue}>
          {lanes.map((lane, i) => (
            <Boundary key={lane.id} name={`lane ${i + 1}`} rescue={rescue}>
              <LaneCard
                lane={lane}
                shown={shownRuns[i]}
                at={state.at}
                number={i + 1}
                title={columns[i].lane.label}
                shape={shape}
                catalogue={catalogue}
                epsilon={state.epsilon}
                stroke={keep(`stroke ${i}`, plotLanes, () => laneStroke(columns[i].lane, plotLanes))}
                ring={columns[i].ring}
                angles={anglesInLanes ? columns[i].angles : undefined}
                caption={keep(`caption ${lane.id}`, [i], () => () => {
                  const now = store.state();
                  return laneCaptions(now.lanes, now.catalogue)[i] ?? '';
                })}
                waitsFor={state.pace === 'free' ? undefined : waitsFor(lane, lanes)}
                joins={state.intent !== 'idle'}
                changes={keep(`changes ${lane.id}`, [lane.config, lanes[0]?.config, catalogue], () =>
                  i > 0 && catalogue && lane.config && lanes[0]?.config
                    ? changes(lane.config, lanes[0].config, catalogue)
                    : [],
                )}
                lanes={lanes.length}
                ownSeed={state.pace === 'free'}
              />
            </Boundary>
          ))}
        </LaneRow>
        <Boundary name="the comparison" rescue={rescue}>
          <Curves
            panels={keep(
              'curves',
              curves.map((panel) => panel.draw),
              () => curves,
            )}
            lanes={keep('drawn lanes', drawnLanes, () => drawnLanes)}
            view={state.view}
            steps={runSteps(state)}
            at={state.at}
            plays={state.plays === true}
            epsilon={state.epsilon}
            caption={captionOfCurves}
            saves={lanes.some((lane) => latestOf(lane.run))}
            tall={lanes.length >= MANY_LANES}
            angles={keep('angles below', [anglesInLanes, ...columns.map(({ angles }) => angles)], () =>
              anglesInLanes ? [] : columns.map(({ angles }, i) => ({ number: i + 1, draw: angles })),
            )}
          />
        </Boundary>
        <Boundary name="the next experiments" rescue={rescue}>
          {catalogue && <TryLinks configs={configs} catalogue={catalogue} />}
        </Boundary>
        <Boundary name="the prototypes" rescue={rescue}>
          <PrototypesBox state={state} />
        </Boundary>
        {catalogue && (
          <Folded className="step-box" control="algorithm" summary="One training step, in slow motion">
            <Boundary name="the training step" rescue={rescue}>
              <Algorithm state={state} catalogue={catalogue} />
            </Boundary>
          </Folded>
        )}
        <Boundary name="the weights" rescue={rescue}>
          <InspectBox given={weights} />
        </Boundary>
        <Boundary name="the runs" rescue={rescue}>
          <Runs logbook={logbook} catalogue={catalogue} takeWeights={takeWeights} logs={state.logs} />
        </Boundary>
      </Main>
      <Boundary name="the time machine" rescue={rescue}>
        <TimeMachine state={state} />
      </Boundary>
      <Folded
        className="side"
        control="settings"
        summary="Experiment settings"
        open={settings}
        onOpen={setSettings}
        holds={keep('settings', [catalogue], () =>
          catalogue ? [...SHELVES, ...knobsOf(catalogue).keys()] : [],
        )}
      >
        {catalogue && configs.length > 0 && (
          <Boundary name="the settings" rescue={rescue}>
            <ExperimentPanel catalogue={catalogue} configs={configs} waits={waits} />
          </Boundary>
        )}
      </Folded>
      <Boundary name="the tools" rescue={rescue}>
        <Tools
          state={state}
          configs={configs}
          settingsOpen={settings}
          onSettings={toggleSettings}
          onKeys={openKeys}
          onFlip={flip}
        />
      </Boundary>
      <Notices troubles={state.notices} />
      <Keyboard sheet={keys} onSheet={setKeys} onSettings={toggleSettings} />
      <Footer version={state.version} />
    </EnvironmentContext>
  );
}

const NO_FILES: readonly File[] = [];

/** The settings open at first if there is room for them beside the lanes. */
const openAtFirst = typeof matchMedia === 'function' && matchMedia(ROOM.settings).matches;

/** Columns of 340 px at least, else a row for each lane. */
function shapeOf(count: number, narrow: boolean, roomy: boolean): LaneShape {
  if (narrow) return 'stack';
  return count >= MANY_LANES || (count === 3 && !roomy) ? 'rows' : 'columns';
}

function waitingKeys(
  lanes: readonly LaneState[],
  catalogue: Parameters<typeof waiting>[2] | undefined,
): Set<string> {
  const keys = new Set<string>();
  if (!catalogue) return keys;
  for (const lane of lanes) {
    const { run } = lane;
    const config = askedConfig(lane.config, lane.run.config, lane.siblings);
    if (config && run.config) for (const [key] of waiting(config, run.config, catalogue)) keys.add(key);
  }
  return keys;
}

/** The number of a lane two reports or more behind this one, which waits for it. Such a lane was restarted. */
function waitsFor(lane: LaneState, lanes: readonly LaneState[]): number | undefined {
  if (!active(lane)) return undefined;
  const own = clockOf(lane).reached;
  const late = lanes.findIndex((other) => {
    const clock = clockOf(other);
    return clock.state !== 'absent' && clock.reached < own - 1;
  });
  return late < 0 ? undefined : late + 1;
}
