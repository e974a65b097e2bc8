import type { AppState } from '../state/app-state.ts';
import type { Store } from '../state/store.ts';
import { type FetchRun, fetchedRun, recordedOn } from './fetched-run.ts';

/**
 * The runs that come with the page, by the id of the preset that shows them: the names of their files in
 * public/recorded. There is one file for all lanes, or one for each, which presets may share.
 */
export const RECORDED: Readonly<Record<string, readonly string[]>> = {
  'joint-decoupled': ['carp'],
  'dino-collapse': ['dino-paper', 'dino', 'dino-decoupled'],
  'figure-1': ['vit-dino', 'vit-dino-koleo', 'vit-dinov2', 'vit-carp', 'vit-carp-decoupled'],
  'figure-3': ['vit-dino', 'vit-dinov2', 'vit-dino-decoupled', 'vit-capi', 'vit-carp', 'vit-carp-decoupled'],
};

/**
 * Shows a preset's recorded run at its end if the page `fits`, which is asked once the run is there. A preset without
 * one, and a file that is missing or unreadable, leave the page as it is.
 */
export async function showRecorded(
  store: Store,
  preset: string,
  fetch: (name: string) => ReturnType<FetchRun>,
  fits: (state: AppState) => boolean,
  recorded: Readonly<Record<string, readonly string[]>> = RECORDED,
): Promise<void> {
  const names = recorded[preset] ?? [];
  const found = await Promise.all(names.map((name) => fetchedRun(() => fetch(name))));
  const runs = found.flatMap((run) => run ?? []);
  if (runs.length === 0 || runs.length < names.length || !fits(store.state())) return;
  const lanes = runs.flatMap((run) => run.lanes);
  store.dispatch({ type: 'showExample', preset, lanes, recorded: recordedOn(runs) });
}
