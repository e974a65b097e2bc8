import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { MOST_LANES } from '../state/lane-limits.ts';

interface AddLaneProps {
  /** Number of lanes. */
  readonly count: number;
  readonly able: boolean;
}

/** Adds a lane beside the others. */
export function AddLane({ count, able }: AddLaneProps) {
  const { store } = useEnvironment();
  const control = useControl('lanes');
  if (count >= MOST_LANES) return null;
  return (
    <button
      type="button"
      className="lane-add"
      data-embed="off"
      {...control}
      aria-label="Add lane"
      title="Add a lane: a copy of the last one with a prototype type not shown yet."
      disabled={!able}
      onClick={() => store.dispatch({ type: 'addLane' })}
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M8 2V14M2 8H14" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  );
}
