import type { RunConfig } from '../../base/config.ts';
import { type Run, readRunJson } from '../../export/run-json.ts';
import { writeHash } from '../state/address.ts';
import type { AppState } from '../state/app-state.ts';
import type { Ghost } from '../state/ghost.ts';
import { openedRun } from '../state/open-run.ts';
import type { Store } from '../state/store.ts';

/** Fetches the run's file, gzip or not; undefined if it is missing. */
type FetchRun = () => Promise<Uint8Array<ArrayBuffer> | undefined>;

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
  const run = await brought(fetch);
  if (!run || !fits(store.state())) return;
  const { createdAt, lanes } = run;
  store.dispatch({ type: 'showExample', lanes, recorded: `recorded on ${dayOf(createdAt)}` });
}

/** Draws a recorded run behind lanes that have other settings, so that a link opens on something. */
export async function showReferenceBehind(store: Store, fetch: FetchRun): Promise<void> {
  const run = await brought(fetch);
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

async function brought(fetch: FetchRun): Promise<Run | undefined> {
  const bytes = await fetch().catch(() => undefined);
  const text = bytes && (await unpacked(bytes).catch(() => undefined));
  const run = text === undefined ? undefined : readOrNone(text);
  // reading and showing are separate tasks, so that none blocks the page for long
  await rest();
  return run;
}

const rest = () => new Promise<void>((go) => setTimeout(go));

/** True while the page is as it was opened. */
function untouched(state: AppState): boolean {
  const { lanes, intent, catalogue, pace } = state;
  const idle = intent === 'idle' && lanes.every((lane) => !lane.startWaits && !lane.run.config);
  return idle && (!catalogue || writeHash(configsOf(state), catalogue, pace) === '');
}

const configsOf = ({ lanes }: AppState): RunConfig[] =>
  lanes.flatMap(({ config }) => (config ? [config] : []));

const dayOf = (iso: string): string =>
  new Date(iso).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** Decodes text, unpacking gzip if needed. */
async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = new Blob([bytes]).stream();
  return new Response(packed ? plain.pipeThrough(new DecompressionStream('gzip')) : plain).text();
}

function readOrNone(text: string): Run | undefined {
  try {
    return readRunJson(text);
  } catch {
    return undefined;
  }
}
