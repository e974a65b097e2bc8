import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import { ableActions } from '../state/run-actions.ts';

/** The largest seed drawn: short enough to say aloud. */
const SEEDS = 9999;

const freshSeed = (old: unknown): number => {
  const drawn = 1 + Math.floor(Math.random() * (SEEDS - 1));
  return drawn === old ? drawn + 1 : drawn;
};

/** Says the seed, and draws another. */
export function SeedButton({ state }: { readonly state: AppState }) {
  const { store } = useEnvironment();
  const seeds = [...new Set(state.lanes.flatMap(({ config }) => config?.['seed'] ?? []))];
  return (
    <span className="seed" data-embed="off" {...useControl('seed')}>
      {state.pace === 'free' && seeds.length > 1 ? 'seeds' : 'seed'} <b>{seeds.join(', ') || '–'}</b>
      <button
        type="button"
        className="quiet"
        aria-label="New seed"
        title="Draw a new seed and clear the run."
        disabled={!ableActions(state)['New seed']}
        onClick={() => store.dispatch({ type: 'newSeed', seed: freshSeed(state.lanes[0]?.config?.['seed']) })}
      >
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
          <path d="M2.5 2.5h11v11h-11zM5 5v2h2V5zM9 9v2h2V9z" fill="currentColor" fillRule="evenodd" />
        </svg>
      </button>
    </span>
  );
}
