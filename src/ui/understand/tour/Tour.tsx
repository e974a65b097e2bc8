import './tour.css';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef } from 'react';
import type { RunConfig } from '../../../base/config.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { bringToView } from '../../kit/reveal.ts';
import type { Action, AppState } from '../../state/app-state.ts';
import { Equations } from '../../words/Equations.tsx';
import { Glossary } from '../../words/Glossary.tsx';
import { Terms } from '../../words/Terms.tsx';
import { showsExample } from './run-on-page.ts';
import { TourDots } from './TourDots.tsx';
import { TourRun } from './TourRun.tsx';
import { TourTable } from './TourTable.tsx';
import { lookAt, momentsOf } from './tour-moments.ts';
import { STOPS, type Task, TRAINING_STOP } from './tour-stops.ts';

export interface TourProps {
  readonly state: AppState;
  /** Index of the current stop, from 0. */
  readonly stop: number;
  /** All lanes' settings before the tour changed any; undefined until then. */
  readonly before: readonly RunConfig[] | undefined;
  /** True while the example run is on its way. */
  readonly bringing: boolean;
  readonly onStop: (stop: number) => void;
  readonly onBefore: (configs: readonly RunConfig[] | undefined) => void;
  readonly onClose: () => void;
}

/** Ten stops in a sheet beside the page, which stays usable: a story told on the example, then training. */
export function Tour({ state, stop, before, bringing, onStop, onBefore, onClose }: TourProps) {
  const { store, controls } = useEnvironment();
  const sheet = useRef<HTMLElement>(null);
  const id = useId();
  const { title, says, equations, shows, now, moments, tasks = [], closes } = STOPS[stop];
  const { catalogue } = state;
  const done = tasks.every((task) => task.done(state));
  const told = momentsOf(state, moments ?? []);
  const lines = now?.(state) ?? [];
  const { control, lane } = shows(state);
  const maths = useMemo(() => catalogue && equations?.(catalogue), [catalogue, equations]);

  useEffect(() => {
    sheet.current?.focus();
    return () => {
      delete document.documentElement.dataset['touring'];
    };
  }, []);
  useLayoutEffect(() => {
    document.documentElement.dataset['touring'] = closes ? 'last' : '';
  }, [closes]);
  // Once for each stop, so that the person can look elsewhere meanwhile; again if the example comes.
  const entered = useRef<string>(undefined);
  useEffect(() => {
    const key = `${stop} ${showsExample(state)}`;
    if (entered.current === key) return;
    entered.current = key;
    if (state.plays) store.dispatch({ type: 'play', on: false });
    store.dispatch(lookAt(told[0]));
  });
  // The control that a stop shows may appear later, such as a lane that its button adds. So look after every render.
  const shown = useRef<HTMLElement>(undefined);
  const shownDone = useRef(done);
  useEffect(() => {
    const element = controls.find(control, lane);
    if (shown.current !== element) delete shown.current?.dataset['toured'];
    if (element) {
      element.dataset['toured'] = '';
      // after the step that the stop turns to is on the page, because it may move what lies below
      if (shown.current !== element || shownDone.current !== done)
        requestAnimationFrame(() => bringToView(element, 'nearest'));
    }
    shown.current = element;
    shownDone.current = done;
  });
  useEffect(
    () => () => {
      delete shown.current?.dataset['toured'];
    },
    [],
  );

  const go = (to: number) => {
    if (to >= 0 && to < STOPS.length) onStop(to);
  };
  const act = (actions: readonly Action[]) => {
    if (actions.some(({ type }) => type === 'configs') && !before)
      onBefore(state.lanes.flatMap(({ config }) => (config ? [config] : [])));
    for (const action of actions) store.dispatch(action);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by !== undefined) go(stop + by);
    else if (event.key === 'Escape') onClose();
    else return;
    // The page listens to the same keys.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <aside
      ref={sheet}
      className="tour"
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      data-stop={stop + 1}
    >
      <header className="tour-head">
        <p>
          Tour, stop {stop + 1} of {STOPS.length}
        </p>
        <button type="button" className="quiet" onClick={onClose}>
          Leave
        </button>
        <TourDots stop={stop} onStop={onStop} />
        <h2 id={`${id}-title`} aria-live="polite">
          {title}
        </h2>
      </header>
      <div key={stop} className="tour-body">
        {says.map((text) => (
          <p key={text}>
            <Terms text={text} />
          </p>
        ))}
        {maths && maths.length > 0 && <Equations equations={maths} />}
        {moments && (
          <TourRun state={state} moments={told} bringing={bringing} onTrain={() => onStop(TRAINING_STOP)} />
        )}
        {lines.length > 0 && (
          <ul className="tour-now" aria-label="Now on the page">
            {lines.map((line) => (
              <li key={line}>
                <Terms text={line} tab={false} />
              </li>
            ))}
          </ul>
        )}
        {tasks.map((task) => (
          <TaskLine key={task.says} task={task} state={state} onAct={act} />
        ))}
        {closes && <TourTable state={state} />}
        {closes && <Glossary />}
      </div>
      <footer className="tour-foot">
        <button type="button" disabled={stop === 0} onClick={() => go(stop - 1)}>
          Back
        </button>
        {stop < STOPS.length - 1 ? (
          <button type="button" className={done ? 'primary' : ''} onClick={() => go(stop + 1)}>
            {done ? 'Next' : 'Skip'}
          </button>
        ) : (
          <button type="button" className="primary" onClick={onClose}>
            Finish
          </button>
        )}
        {before && (
          <button
            type="button"
            className="quiet"
            title="Restores the settings of every lane from before the tour."
            onClick={() => {
              store.dispatch({ type: 'configs', configs: before });
              onBefore(undefined);
            }}
          >
            Restore my settings
          </button>
        )}
      </footer>
    </aside>
  );
}

interface TaskLineProps {
  readonly task: Task;
  readonly state: AppState;
  readonly onAct: (actions: readonly Action[]) => void;
}

function TaskLine({ task, state, onAct }: TaskLineProps) {
  const done = task.done(state);
  const missed = done ? task.missed?.(state) : undefined;
  const says = missed?.says ?? (done ? 'Done.' : task.says);
  const button = done ? missed?.button : task.button;
  return (
    <div className="tour-task" role="status">
      <p>{says}</p>
      {button && (
        <button
          type="button"
          className="primary"
          disabled={!state.catalogue}
          onClick={() => onAct(button.actions(state))}
        >
          {button.label}
        </button>
      )}
    </div>
  );
}
