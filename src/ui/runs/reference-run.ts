import type { RunConfig } from '../../base/config.ts';
import { OPENING_PRESET } from '../setup/presets.ts';
import { writeHash } from '../state/address/address.ts';
import type { AppState } from '../state/app-state.ts';
import type { Ghost } from '../state/ghost.ts';
import { openedRun } from '../state/open-run.ts';
import type { Store } from '../state/store.ts';
import { type FetchRun, fetchedRun, recordedOn } from './fetched-run.ts';

/**
 * Shows a recorded run at its end on an untouched page, so that an answer comes before the engine, and also where nothing
 * can train. `fits` replaces the page's condition, and is asked once the run is there. A missing or unreadable file
 * leaves the page as it is, without a notice.
 */
export async function showReference(
  store: Store,
  fetch: FetchRun,
  fits: (state: AppState) => boolean = untouched,
): Promise<void> {
  const run = await fetchedRun(fetch);
  if (!run || !fits(store.state())) return;
  const { lanes } = run;
  store.dispatch({ type: 'showExample', preset: OPENING_PRESET, lanes, recorded: recordedOn([run]) });
}

/** Draws a recorded run behind lanes that have other settings, so that a link opens on something. */
export async function showReferenceBehind(store: Store, fetch: FetchRun): Promise<void> {
  const run = await fetchedRun(fetch);
  if (!run) return;
  const ghosts = run.lanes.map(
    (lane, i): Ghost => ({
      id: `example ${i + 1}`,
      name: `Example: ${lane.label ?? `lane ${i + 1}`}, recorded`,
      run: openedRun(lane, ''),
    }),
  );
  store.dispatch({ type: 'exampleBehind', ghosts });
}

/** True while the page is as it was opened. */
function untouched(state: AppState): boolean {
  const { lanes, intent, catalogue, pace } = state;
  const idle = intent === 'idle' && lanes.every((lane) => !lane.startWaits && !lane.run.config);
  return idle && (!catalogue || writeHash(configsOf(state), catalogue, pace) === '');
}

const configsOf = ({ lanes }: AppState): RunConfig[] =>
  lanes.flatMap(({ config }) => (config ? [config] : []));
