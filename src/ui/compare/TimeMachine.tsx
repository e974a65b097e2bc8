import { useRef } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { newMemo } from '../kit/memo.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import type { LaneState } from '../state/lane-state.ts';
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
  return (
    <section className="time" aria-label="Time machine" data-embed="off" {...control}>
      <button
        type="button"
        aria-label={plays ? 'Stop playing' : 'Replay this run'}
        title={plays ? 'Stop playing' : 'Replay this run'}
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
      <output>
        step <b translate="no">{numeral(step)}</b>
      </output>
      <span className="time-note">{noteOf(empty, lanes)}</span>
      <button
        type="button"
        className="quiet"
        disabled={at === undefined}
        onClick={() => store.dispatch({ type: 'lookAt' })}
      >
        Jump to end
      </button>
    </section>
  );
}

/** The use of the bar, or the origin of the run on the page. */
function noteOf(empty: boolean, lanes: readonly LaneState[]): string {
  const run = lanes.find((lane) => lane.run.recorded)?.run;
  if (!run) return empty ? 'Drag to revisit any step, once a run has started.' : '';
  if (run.linked) return `From the link, ${run.recorded}, rounded. Press Start to train it again.`;
  const said = `${run.example ? 'Example run' : 'Your run'}, ${run.recorded}.`;
  if (lanes.every((lane) => lane.phase === 'dead')) return said;
  return `${said} Press Start to train ${run.example ? 'your own' : 'it again'}.`;
}
