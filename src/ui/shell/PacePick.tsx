import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';

/** Lets lanes wait for each other, or run free. */
export function PacePick({ state }: { readonly state: AppState }) {
  const { store } = useEnvironment();
  const control = useControl('pace');
  const free = state.pace === 'free';
  return (
    <label
      className="pace"
      {...control}
      title="On: lanes share seed, batches and views, and wait for each other; off: each runs by itself."
    >
      <input
        type="checkbox"
        checked={!free}
        disabled={state.lesson?.lock.has('pace') || state.lanes.length < 2}
        onChange={() => store.dispatch({ type: 'pace', pace: free ? 'lockstep' : 'free' })}
      />
      Lockstep
    </label>
  );
}
