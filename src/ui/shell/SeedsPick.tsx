import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import { SEED_COUNTS } from '../state/seeds/counts.ts';

/** Sets how many seeds a start runs in every lane. */
export function SeedsPick({ state }: { readonly state: AppState }) {
  const { store, lesson } = useEnvironment();
  return (
    <select
      className="seeds"
      data-embed="off"
      {...useControl('seeds')}
      disabled={lesson.lock.has('seed') || lesson.lock.has('seeds')}
      aria-label="Seeds that Start runs"
      title="Start runs every lane with this many seeds, one after the other, and shows their mean and range."
      value={state.seeds ?? 1}
      onChange={(event) => {
        const count = SEED_COUNTS.find((each) => String(each) === event.target.value);
        if (count) store.dispatch({ type: 'seeds', count });
      }}
    >
      {SEED_COUNTS.map((count) => (
        <option key={count} value={count}>
          {count === 1 ? '1 seed' : `${count} seeds`}
        </option>
      ))}
    </select>
  );
}
