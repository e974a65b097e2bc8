import './shell.css';
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { SHELVES } from '../../base/catalogue.ts';
import { knobsOf } from '../../base/config.ts';
import { troubleOf } from '../../base/errors.ts';
import { laneStroke } from '../../plots/marks/lane.ts';
import { Curves } from '../compare/Curves.tsx';
import { LaneColumn } from '../compare/LaneColumn.tsx';
import { LaneRow } from '../compare/LaneRow.tsx';
import { TimeMachine } from '../compare/TimeMachine.tsx';
import { curveLanes, curvePanels, lanePanels } from '../figures/panels.ts';
import { createControls } from '../kit/controls.ts';
import { EnvironmentContext } from '../kit/environment.ts';
import { Folded } from '../kit/Folded.tsx';
import { newMemo } from '../kit/memo.ts';
import type { Painter } from '../kit/painter.ts';
import { useTheme } from '../kit/theme.ts';
import type { Logbook } from '../runs/logbook.ts';
import { Runs } from '../runs/Runs.tsx';
import { ExperimentPanel } from '../setup/ExperimentPanel.tsx';
import { FullPageLink } from '../share/FullPageLink.tsx';
import { waiting } from '../state/experiment.ts';
import { MANY_LANES } from '../state/lane-limits.ts';
import { active, clockOf, type LaneState, latestOf, reportsOf, runAt } from '../state/lane-state.ts';
import { NO_LESSON } from '../state/lesson.ts';
import { runSteps } from '../state/run-steps.ts';
import type { Store } from '../state/store.ts';
import { Algorithm } from '../understand/algorithm/Algorithm.tsx';
import { PrototypesBox } from '../understand/prototypes/PrototypesBox.tsx';
import { PairVerdict } from '../understand/verdict/PairVerdict.tsx';
import { TryLinks } from '../understand/verdict/TryLinks.tsx';
import { comparisonCaption, laneCaptions } from '../words/caption.ts';
import { changes } from '../words/lane-names.ts';
import { viewCaption } from '../words/view-caption.ts';
import { Badge } from './Badge.tsx';
import { Footer } from './Footer.tsx';
import { Main } from './Main.tsx';
import { Notices } from './Notices.tsx';
import { SkipLink } from './SkipLink.tsx';
import { TopBar } from './TopBar.tsx';
import { Transport } from './Transport.tsx';

interface AppProps {
  readonly store: Store;
  readonly painter: Painter;
  readonly logbook: Logbook;
}

/** The whole page. */
export function App({ store, painter, logbook }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.state, store.state);
  const { theme, flip } = useTheme();
  const keep = useRef(newMemo()).current;
  const controls = useRef(createControls<HTMLElement, HTMLDetailsElement>()).current;
  const complain = useCallback(
    (thrown: unknown, doing: string) =>
      store.dispatch({ type: 'notice', troubles: [troubleOf(thrown, doing)] }),
    [store],
  );
  const lesson = state.lesson ?? NO_LESSON;
  const environment = useMemo(
    () => ({ store, painter, theme, controls, lesson, complain }),
    [store, painter, theme, controls, lesson, complain],
  );

  const add = useCallback(() => store.dispatch({ type: 'addLane' }), [store]);

  // React runs the children's effects first, so every plot of this state has been requested by now.
  useEffect(() => {
    const reports = reportsOf(state.lanes);
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
  const held = lanes.map((lane) => lane.config);
  const configs = keep('configs', held, () => held.flatMap((config) => (config ? [config] : [])));
  const runs = lanes.map((lane) => lane.run.config);
  const waits = keep('waits', [...held, ...runs, catalogue], () => waitingKeys(state.lanes, catalogue));
  const captions = laneCaptions(lanes, catalogue);
  const devices = [
    ...new Map(
      lanes.flatMap(({ device }) => (device ? [[device.name + device.adapter, device]] : [])),
    ).values(),
  ];

  return (
    <EnvironmentContext value={environment}>
      <SkipLink />
      <TopBar state={state} onFlip={flip} />
      <Transport state={state}>
        {lesson.embed && <FullPageLink state={state} />}
        <div className="badges" data-embed="off">
          {devices.length === 0 && <Badge device={undefined} asked={state.backend} />}
          {devices.map((device) => (
            <Badge key={device.name + device.adapter} device={device} asked={state.backend} />
          ))}
        </div>
      </Transport>
      <TimeMachine state={state} />
      <Notices troubles={state.notices} />
      <div className="page">
        <Folded
          className="side"
          control="settings"
          summary="Experiment settings"
          open={openAtFirst}
          holds={keep('settings', [catalogue], () =>
            catalogue ? [...SHELVES, ...knobsOf(catalogue).keys()] : [],
          )}
        >
          {catalogue && configs.length > 0 && (
            <ExperimentPanel catalogue={catalogue} configs={configs} waits={waits} />
          )}
        </Folded>
        <Main>
          {lanes.length === 2 && (
            <PairVerdict
              labels={keep('labels', plotLanes, () => plotLanes.map(({ label }) => label))}
              runs={keep('shown runs', shownRuns, () => shownRuns)}
              epsilon={state.epsilon}
            />
          )}
          <LaneRow count={lanes.length} onAdd={catalogue && !lesson.lock.has('lanes') ? add : undefined}>
            {lanes.map((lane, i) => (
              <LaneColumn
                key={lane.id}
                lane={lane}
                shown={shownRuns[i]}
                number={i + 1}
                title={columns[i].lane.label}
                catalogue={catalogue}
                epsilon={state.epsilon}
                stroke={keep(`stroke ${i}`, plotLanes, () => laneStroke(columns[i].lane, plotLanes))}
                ring={columns[i].ring}
                angles={columns[i].angles}
                caption={captions[i]}
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
            ))}
          </LaneRow>
          {catalogue && <TryLinks configs={configs} catalogue={catalogue} />}
          {catalogue && (
            <Folded
              className="step-box"
              control="algorithm"
              summary="How a step goes: one half alone, or in slow motion"
            >
              <Algorithm state={state} catalogue={catalogue} />
            </Folded>
          )}
          <PrototypesBox state={state} />
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
            caption={[comparisonCaption(lanes, catalogue), ...viewCaption(state)].join('\n')}
            saves={lanes.some((lane) => latestOf(lane.run))}
            tall={lanes.length >= MANY_LANES}
          />
          <Runs logbook={logbook} catalogue={catalogue} />
        </Main>
      </div>
      <Footer version={state.version} />
    </EnvironmentContext>
  );
}

/** The settings open at first if there is room for them beside the lanes. */
const openAtFirst = typeof matchMedia === 'function' && matchMedia('(min-width: 960px)').matches;

function waitingKeys(
  lanes: readonly LaneState[],
  catalogue: Parameters<typeof waiting>[2] | undefined,
): Set<string> {
  const keys = new Set<string>();
  if (!catalogue) return keys;
  for (const { config, run } of lanes)
    if (config && run.config) for (const [key] of waiting(config, run.config, catalogue)) keys.add(key);
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
