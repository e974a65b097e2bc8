import { useCallback } from 'react';
import type { KnobValue } from '../../base/knobs.ts';
import { Locked } from '../kit/Locked.tsx';
import { MethodPick } from '../setup/MethodPick.tsx';
import { PrototypeSwitch } from '../setup/PrototypeSwitch.tsx';
import { active, latestOf } from '../state/lane-state.ts';
import { changesWords } from '../words/course-words.ts';
import { LaneMenu } from './LaneMenu.tsx';
import type { LaneCardProps } from './lane-card-props.ts';
import { useWaiting } from './use-waiting.ts';

interface LaneHeadProps extends LaneCardProps {
  readonly onTurn: (key: string, value: KnobValue) => void;
}

/** The line above a lane: its stroke in the plots, method, prototypes, phase and menu. */
export function LaneHead(props: LaneHeadProps) {
  const { lane, number, title, catalogue, stroke, onTurn } = props;
  const { config, run } = lane;
  const waiting = useWaiting(lane, catalogue);
  const pickMethod = useCallback((id: string) => onTurn('method', id), [onTurn]);
  const pickPrototypes = useCallback((id: string) => onTurn('prototypes', id), [onTurn]);
  return (
    <header className="lane-head">
      <svg className="lane-stroke" viewBox="0 0 20 8" width="20" height="8" aria-hidden="true">
        <path d="M0 4H20" stroke={stroke.color} strokeWidth="3" strokeDasharray={stroke.dash} />
      </svg>
      <h2 className="lane-title">
        Lane {number}: {(catalogue && config) || run.label ? title : 'loading'}
      </h2>
      {catalogue && config ? (
        <>
          <Locked name="method">
            <MethodPick
              parts={catalogue.shelves.method}
              shown={String((run.config ?? config)['method'])}
              picked={String(config['method'])}
              onPick={pickMethod}
            />
          </Locked>
          <div className="lane-switch" data-embed="off">
            <Locked name="prototypes">
              <PrototypeSwitch
                parts={catalogue.shelves.prototypes}
                shown={String((run.config ?? config)['prototypes'])}
                picked={String(config['prototypes'])}
                onPick={pickPrototypes}
              />
            </Locked>
          </div>
        </>
      ) : (
        <span className="lane-name">{run.label ? title : 'loading'}</span>
      )}
      <span className="lane-phase" title={wordsOf(props)}>
        {wordsOf(props)}
      </span>
      <LaneMenu
        lane={lane.id}
        config={config}
        waiting={waiting}
        number={number}
        lanes={props.lanes}
        catalogue={catalogue}
        changes={props.changes}
        ownSeed={props.ownSeed}
        onTurn={onTurn}
      />
    </header>
  );
}

/** The lane's phase where it says more than the page's, and the number of changes while it trained. */
function wordsOf(props: LaneCardProps): string {
  const changes = changesWords(props.lane.run.course?.changes.length ?? 0);
  const { run, phase } = props.lane;
  const latest = latestOf(run);
  const unfinished = phase === 'idle' && run.recorded && latest && latest.step < latest.steps;
  return [phaseOf(props), unfinished ? 'unfinished' : '', changes].filter((words) => words !== '').join(', ');
}

function phaseOf({ lane, waitsFor, joins }: LaneCardProps): string {
  if (lane.trouble && active(lane)) return 'paused: error';
  if (waitsFor !== undefined) return `waiting for lane ${waitsFor}`;
  switch (lane.phase) {
    case 'opening':
      return 'loading the engine';
    case 'idle':
      if (lane.run.linked) return 'from the link';
      if (lane.run.recorded) return lane.run.example ? 'example' : 'your run';
      return joins ? 'starts with the next run' : '';
    case 'loading':
      return lane.doing ?? 'preparing';
    case 'dead':
      return 'stopped';
    case 'done':
    case 'running':
      return lane.doing ?? '';
    default:
      return lane.doing ?? lane.phase;
  }
}
