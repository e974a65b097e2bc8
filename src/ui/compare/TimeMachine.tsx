import { useRef } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { newMemo } from '../kit/memo.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import { snapshotSteps } from '../state/snapshots.ts';
import { numeral } from '../words/numerals.ts';
import { usePlayback } from './playback.ts';

/** Shows any report again: rings, angles, numbers, the ε curve and the prototype map are then of its step. */
export function TimeMachine({ state }: { readonly state: AppState }) {
  const { store } = useEnvironment();
  const { lanes, at, plays = false } = state;
  const kept = lanes.map((lane) => lane.run.snapshots);
  const control = useControl('time');
  const keep = useRef(newMemo()).current;
  const steps = keep('steps', kept, () => snapshotSteps(kept));
  const last = Math.max(0, steps.length - 1);
  const found = at === undefined ? last : steps.findLastIndex((step) => step <= at);
  const index = Math.max(0, found);
  const lookAt = (i: number) => {
    const step = steps[Math.min(last, Math.max(0, i))];
    if (step === undefined) return;
    store.dispatch(i >= last ? { type: 'lookAt' } : { type: 'lookAt', step });
  };

  usePlayback(plays, index, steps, store);

  // always rendered, because a later appearance would shift the page
  const empty = steps.length < 2;
  const step = steps[index] ?? 0;
  const recorded = lanes.find((lane) => lane.run.recorded)?.run.recorded;
  return (
    <section className="time" aria-label="Time machine" data-embed="off" {...control}>
      <button
        type="button"
        aria-label={plays ? 'Stop playing' : 'Play from the start'}
        title={plays ? 'Stop playing' : 'Play the run’s reports one by one'}
        disabled={empty}
        onClick={() => {
          if (!plays && (at === undefined || index >= last)) store.dispatch({ type: 'lookAt', step: 0 });
          store.dispatch({ type: 'play', on: !plays });
        }}
      >
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path d={plays ? 'M4 2.5h3v11H4zM9 2.5h3v11H9z' : 'M4 2.5v11l9-5.5z'} fill="currentColor" />
        </svg>
      </button>
      <label>
        <span>Time</span>
        <input
          type="range"
          min={0}
          max={last}
          value={index}
          disabled={empty}
          aria-valuetext={`step ${numeral(step)}`}
          onChange={(event) => {
            store.dispatch({ type: 'play', on: false });
            lookAt(Number(event.target.value));
          }}
        />
      </label>
      {empty && <span className="time-note">Goes back to any report, once a run has some.</span>}
      {recorded && (
        <span className="time-note">
          This run was {recorded}.
          {lanes.every((lane) => lane.phase === 'dead') ? '' : ' Start trains your own.'}
        </span>
      )}
      <output>
        step <b>{numeral(step)}</b>
      </output>
      {at !== undefined && (
        <button type="button" className="quiet" onClick={() => store.dispatch({ type: 'lookAt' })}>
          Latest
        </button>
      )}
    </section>
  );
}
