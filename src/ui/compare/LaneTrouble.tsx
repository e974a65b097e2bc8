import type { Trouble } from '../../base/errors.ts';
import { useEnvironment } from '../kit/environment.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { active, type LaneState } from '../state/lane-state.ts';

interface LaneTroubleProps {
  readonly lane: LaneState;
  readonly trouble: Trouble;
}

/** The trouble of a lane. It lies over the lane's numbers, which it makes stale. */
export function LaneTrouble({ lane, trouble }: LaneTroubleProps) {
  const { store } = useEnvironment();
  const dead = lane.phase === 'dead';
  // a worker cannot recover a lost device; a new worker requests a new one
  const restarts = dead || (lane.phase === 'failed' && trouble.kind !== 'config');
  return (
    <div className="lane-trouble">
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
        {!dead && active(lane) && (
          <>
            <p>The plots show the last good state.</p>
            <button type="button" onClick={() => store.dispatch({ type: 'resume' })}>
              Resume lane
            </button>
          </>
        )}
      </TroubleNotice>
    </div>
  );
}
