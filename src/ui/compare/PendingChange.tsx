import type { Catalogue } from '../../base/catalogue.ts';
import type { Knob } from '../../base/knobs.ts';
import { useEnvironment } from '../kit/environment.ts';
import { laneName } from '../state/experiment.ts';
import { type LaneState, startedWith } from '../state/lane-state.ts';
import { askedConfig } from '../state/seeds/series.ts';
import { changes } from '../words/lane-names.ts';

interface PendingChangeProps {
  readonly lane: LaneState;
  readonly pending: readonly (readonly [key: string, knob: Knob])[];
  readonly catalogue: Catalogue;
}

/** Names the settings that wait for a restart, and restarts every lane with them. */
export function PendingChange({ lane, pending, catalogue }: PendingChangeProps) {
  const { store } = useEnvironment();
  const { run } = lane;
  const config = askedConfig(lane.config, lane.run.config, lane.siblings);
  if (!config || !run.config) return null;
  // an opened run is trained again from what it started with
  const kept = (run.recorded === undefined ? undefined : startedWith(run)) ?? run.config;
  const what = changes(config, kept, catalogue);
  return (
    <div className="pending" role="status">
      <p title={what.join(', ')}>
        <b>Changed: {what.join(', ')}.</b> These plots still show{' '}
        {run.example ? `the example, ${laneName(kept, catalogue)}` : laneName(kept, catalogue)}.
      </p>
      <button
        type="button"
        className="quiet"
        title="Go back to the settings of this run."
        onClick={() =>
          store.dispatch({
            type: 'turn',
            lane: lane.id,
            values: Object.fromEntries(
              pending.map(([key, { default: fallback }]) => [key, kept[key] ?? fallback]),
            ),
          })
        }
      >
        Undo
      </button>
      <button type="button" className="restart" onClick={() => store.dispatch({ type: 'restart' })}>
        Restart with changes
      </button>
    </div>
  );
}
