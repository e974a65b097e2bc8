import type { RunConfig } from '../../base/config.ts';
import { type Run, readRunJson } from '../../export/run-json.ts';
import { writeHash } from '../state/address.ts';
import type { Store } from '../state/store.ts';

/** What a page needs of the world to play the run that comes with it. */
export interface ReferenceHost {
  /** Fetches the run's file, gzip or not; undefined where there is none. */
  readonly fetch: () => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** True where less motion is wanted: then the run stands at its end. */
  readonly calm: boolean;
}

/**
 * Shows a run that was recorded, in a page on which nothing was started or set up, and plays it: the first picture comes
 * before the engine, and also where nothing can train. A file that is not there or cannot be read leaves the page as
 * it is: it is no part of what anybody asked for.
 */
export async function playReference(store: Store, { fetch, calm }: ReferenceHost): Promise<void> {
  const bytes = await fetch().catch(() => undefined);
  if (!bytes) return;
  const text = await unpacked(bytes).catch(() => undefined);
  const run = text === undefined ? undefined : readOrNone(text);
  // reading, showing and playing are a task each, so that none holds the page for long
  await rest();
  if (!run || !untouched(store)) return;
  const { createdAt, lanes } = run;
  store.dispatch({ type: 'showExample', lanes, recorded: `recorded on ${dayOf(createdAt)}` });
  await rest();
  const shown = store.state().lanes.some((lane) => lane.run.recorded);
  if (!calm && shown) store.dispatch({ type: 'play', on: true });
}

const rest = () => new Promise<void>((go) => setTimeout(go));

/** True while the page is as it was opened. */
function untouched(store: Store): boolean {
  const { lanes, intent, catalogue, pace } = store.state();
  const idle = intent === 'idle' && lanes.every((lane) => !lane.startWaits && !lane.run.config);
  return idle && (!catalogue || writeHash(configsOf(store), catalogue, pace) === '');
}

const configsOf = (store: Store): RunConfig[] =>
  store.state().lanes.flatMap(({ config }) => (config ? [config] : []));

const dayOf = (iso: string): string =>
  new Date(iso).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** Text that may be packed by gzip. */
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
