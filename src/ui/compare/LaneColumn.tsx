import { memo, useCallback, useMemo } from 'react';
import type { Catalogue, Shelf } from '../../base/catalogue.ts';
import type { Trouble } from '../../base/errors.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { Draw } from '../figures/panels.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Folded } from '../kit/Folded.tsx';
import { Locked } from '../kit/Locked.tsx';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { LaneContext, useControl } from '../kit/use-control.ts';
import { Knobs } from '../setup/Knobs.tsx';
import { PartPick } from '../setup/PartPick.tsx';
import { PrototypeSwitch } from '../setup/PrototypeSwitch.tsx';
import { laneGroups, laneName, waiting } from '../state/experiment.ts';
import { active, type LaneRun, type LaneState, latestOf } from '../state/lane-state.ts';
import { PairNote } from '../understand/source/PairNote.tsx';
import { SourceButton } from '../understand/source/SourceButton.tsx';
import { LaneVerdict } from '../understand/verdict/LaneVerdict.tsx';
import { LaneButtons } from './LaneButtons.tsx';
import { Numbers } from './Numbers.tsx';

interface LaneColumnProps {
  readonly lane: LaneState;
  /** Its run at the step that the time machine shows. */
  readonly shown: LaneRun;
  /** Its number among the lanes, from 1. */
  readonly number: number;
  /** Its name, which distinguishes it from the other lanes. */
  readonly title: string;
  readonly catalogue: Catalogue | undefined;
  readonly epsilon: number;
  readonly stroke: { readonly color: string; readonly dash: string };
  readonly ring: Draw;
  readonly angles: Draw;
  readonly caption: string;
  /** The lane that this one waits for in lock-step, if any. */
  readonly waitsFor: number | undefined;
  /** True when the other lanes run and this one joins at the next start. */
  readonly joins: boolean;
  /** Its differences from the first lane. Empty for the first. */
  readonly changes: readonly string[];
  /** Number of lanes. */
  readonly lanes: number;
  /** True when the lane has a seed of its own. */
  readonly ownSeed: boolean;
}

/** Changes that are named. The tooltip has all of them. */
const MOST_CHANGES = 3;

const PICKS: readonly (readonly [Shelf, string])[] = [
  ['method', 'Method'],
  ['dataset', 'Dataset'],
  ['encoder', 'Encoder'],
];

/** One lane: its setup, its prototypes and its numbers. */
export const LaneColumn = memo(function LaneColumn(props: LaneColumnProps) {
  const { lane, number, title, catalogue, epsilon, stroke, ring, angles, caption, ownSeed } = props;
  const { store } = useEnvironment();
  const { config, run } = lane;
  const name = `Lane ${number}`;
  const section = useControl('lane', number);
  const picks = useControl('picks', number);
  const turn = useCallback(
    (key: string, value: KnobValue) =>
      store.dispatch({ type: 'turn', lane: lane.id, values: { [key]: value } }),
    [store, lane.id],
  );
  const pending = useMemo(
    () => (catalogue && config && run.config ? waiting(config, run.config, catalogue) : []),
    [catalogue, config, run.config],
  );
  const groups = useMemo(
    () => (catalogue && config ? laneGroups(config, catalogue, ownSeed) : []),
    [catalogue, config, ownSeed],
  );
  const valueAt = useCallback((key: string) => config?.[key], [config]);
  const waits = useMemo(() => new Set(pending.map(([key]) => key)), [pending]);
  const saves = latestOf(run) !== undefined;

  return (
    <LaneContext value={number}>
      <section className="lane" tabIndex={-1} aria-label={name} {...section}>
        <header className="lane-head">
          <svg className="lane-stroke" viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
            <path d="M0 4H28" stroke={stroke.color} strokeWidth="3" strokeDasharray={stroke.dash} />
          </svg>
          <h2>
            <span className="lane-number">{name}</span>{' '}
            {(catalogue && config) || run.label ? title : 'loading'}
          </h2>
          <span className="lane-phase">{phaseOf(props)}</span>
          <LaneButtons lane={lane.id} number={number} lanes={props.lanes} settled={config !== undefined} />
        </header>
        <div className="lane-switch" data-embed="off">
          {catalogue && config && (
            <>
              <Locked name="prototypes">
                <PrototypeSwitch
                  parts={catalogue.shelves.prototypes}
                  value={String(config['prototypes'])}
                  onPick={(id) => turn('prototypes', id)}
                />
              </Locked>
              <div className="lane-source">
                <PairNote config={config} catalogue={catalogue} />
                <SourceButton config={config} catalogue={catalogue} />
              </div>
              {props.changes.length > 0 && (
                <p className="lane-changes" title={`Beside lane 1: ${props.changes.join(', ')}`}>
                  Beside lane 1: {props.changes.slice(0, MOST_CHANGES).join(', ')}
                  {props.changes.length > MOST_CHANGES && ` and ${props.changes.length - MOST_CHANGES} more`}
                </p>
              )}
            </>
          )}
        </div>
        <div className="lane-picks" data-embed="off" {...picks}>
          {catalogue &&
            config &&
            PICKS.map(([shelf, label]) => (
              <PartPick
                key={shelf}
                shelf={shelf}
                label={label}
                catalogue={catalogue}
                configs={[config]}
                onPick={(id) => turn(shelf, id)}
              />
            ))}
        </div>
        <div className="lane-notices">
          {lane.trouble && <LaneTrouble lane={lane} trouble={lane.trouble} />}
          {pending.length > 0 && (
            <p className="notice" role="status">
              Takes effect at the next start: {pending.map(([, knob]) => knob.label).join(', ')}. The plots
              are of {run.config && catalogue ? laneName(run.config, catalogue) : 'the run before'}.
            </p>
          )}
        </div>
        <LaneVerdict
          lane={lane}
          shown={props.shown}
          number={number}
          epsilon={epsilon}
          catalogue={catalogue}
        />
        <div className="lane-view">
          <div className="lane-body">
            <PlotFigure
              control="ring"
              name={`Ring density, lane ${number}`}
              heading="Principal plane"
              draw={ring}
              aspect={1}
              caption={caption}
              saves={saves}
            />
            <div className="lane-side">
              <Numbers run={props.shown} epsilon={epsilon} first={number === 1} />
              <PlotFigure
                control="angles"
                name={`Angular density, lane ${number}`}
                heading="Angle"
                draw={angles}
                aspect={0.36}
                minHeight={132}
                caption={caption}
                saves={saves}
              />
            </div>
          </div>
        </div>
        {catalogue && config && (
          <Folded
            className="lane-knobs"
            control="lane-settings"
            summary={`Settings of ${laneName(config, catalogue)}`}
            holds={groups.flatMap(({ knobs }) => knobs.map(([key]) => key))}
          >
            <Knobs
              groups={groups}
              valueAt={valueAt}
              waits={waits}
              onTurn={turn}
              open={groups.map((group) => group.title)}
            />
          </Folded>
        )}
      </section>
    </LaneContext>
  );
});

function LaneTrouble({ lane, trouble }: { readonly lane: LaneState; readonly trouble: Trouble }) {
  const { store } = useEnvironment();
  const dead = lane.phase === 'dead';
  // a worker cannot recover a lost device; a new worker requests a new one
  const restarts = dead || (lane.phase === 'failed' && trouble.kind !== 'config');
  return (
    <TroubleNotice trouble={trouble}>
      {restarts && (
        <button
          type="button"
          className="primary"
          onClick={() => store.dispatch({ type: 'restartLane', lane: lane.id })}
        >
          Restart lane
        </button>
      )}
      {!dead && active(lane) && <p>The plots show the last good state.</p>}
    </TroubleNotice>
  );
}

function phaseOf({ lane, waitsFor, joins }: LaneColumnProps): string {
  if (lane.trouble && active(lane)) return 'paused by trouble';
  if (waitsFor !== undefined) return `waits for lane ${waitsFor}`;
  switch (lane.phase) {
    case 'opening':
      return 'loading the engine';
    case 'idle':
      if (lane.run.recorded) return 'recorded';
      return joins ? 'joins at the next start' : 'ready';
    case 'loading':
      return lane.doing ?? 'preparing';
    case 'dead':
      return 'no worker';
    default:
      return lane.doing ?? lane.phase;
  }
}
