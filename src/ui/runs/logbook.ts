import { ended, listed, quoted, type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import { gunzipped, gzipped } from '../../export/gzip.ts';
import { type Run, runJson } from '../../export/run-json.ts';
import { numeral } from '../words/numerals.ts';
import { isKeptRun, type KeptRun, keptRun, MOST_KEPT, nameOf, sameRun, surplus } from './kept-run.ts';
import { memoryRunDatabase, type PackedRun, type RunDatabase } from './run-database.ts';
import type { OverRun } from './run-keeping.ts';

interface LogbookState {
  readonly runs: readonly KeptRun[];
  /** False until the database answered. */
  readonly ready: boolean;
  /** Reason why runs are lost with this page; absent if they last. */
  readonly trouble?: Trouble;
  /** Number of runs that this version cannot read. */
  readonly unreadable: number;
  /** Deleted runs that undo brings back, newest last. */
  readonly deleted: readonly KeptRun[];
  /** Sentence about a change that the table made by itself. */
  readonly said?: string;
}

/** The runs kept in this browser, the same list in every tab. Methods reject with a TroubleError. */
export interface Logbook {
  readonly state: () => LogbookState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly keep: (run: OverRun) => Promise<void>;
  readonly json: (id: string) => Promise<string>;
  /** The same as gzip. */
  readonly packed: (id: string) => Promise<PackedRun>;
  /** An empty name brings back the lane's label. */
  readonly rename: (id: string, name: string) => Promise<void>;
  readonly pin: (id: string, pinned: boolean) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Restores the run deleted last. */
  readonly undo: () => Promise<void>;
}

/** The outside of a logbook: database, other tabs and clock. */
export interface LogbookHost {
  /** Opens the lasting database; rejects if the browser has none. */
  open(onClosed: () => void): Promise<RunDatabase>;
  /** Carries news of changes between tabs. */
  readonly channel?: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>;
  now(): Date;
  readonly playground: string;
}

export function createLogbook(host: LogbookHost): Logbook {
  let state: LogbookState = { runs: [], ready: false, unreadable: 0, deleted: [] };
  const listeners = new Set<() => void>();
  const bin = new Map<string, PackedRun>();
  /** Runs that full storage refused, by their id. */
  const refused = new Map<string, OverRun>();
  /** Runs that go on in this page. The table has them once they are over. */
  const going = new Set<string>();

  const become = (next: Partial<LogbookState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  const closed = () => {
    database = Promise.resolve(memoryRunDatabase());
    become({ runs: [], trouble: unlasting('The browser closed its database.') });
  };
  let database = host.open(closed).catch((thrown: unknown) => {
    become({ trouble: unlasting(ended(wordsOf(thrown))) });
    return memoryRunDatabase();
  });

  let reading = 0;
  const read = async () => {
    const turn = ++reading;
    const source = await database;
    const written = await source.rows();
    const before = new Map(state.runs.map((run) => [run.id, run]));
    const runs: KeptRun[] = [];
    for (const row of written) {
      const run = isKeptRun(row) ? row : await rebuilt(row, source);
      if (!run) continue;
      // an unchanged row stays the same object, so that it is not drawn again
      const same = before.get(run.id);
      runs.push(same && sameRun(same, run) ? same : run);
    }
    const unreadable = written.length - runs.length;
    if (turn === reading) become({ runs: runs.filter(({ id }) => !going.has(id)), ready: true, unreadable });
  };
  const tell = () => host.channel?.postMessage('changed');
  const changed = async () => {
    tell();
    await read();
  };
  if (host.channel)
    host.channel.onmessage = () => {
      // said when this tab itself wants something
      void read()
        .then(keepRefused)
        .catch(() => {});
    };

  const trying = async (doing: string, act: (source: RunDatabase) => Promise<void>) => {
    try {
      await act(await database);
    } catch (thrown) {
      throw thrown instanceof TroubleError ? thrown : unkept(doing, thrown);
    }
  };

  const put = async (source: RunDatabase, row: KeptRun, packed: PackedRun) => {
    await source.put(row, packed);
    await read();
    const gone = surplus(state.runs);
    if (gone.length === 0) return;
    await source.remove(gone.map(({ id }) => id));
    await read();
    become({ said: saidOf(gone, row) });
  };

  const packed = async (id: string) => {
    let found: PackedRun | undefined;
    await trying('opening a run', async (source) => {
      found = await source.packed(id);
    });
    if (found) return found;
    throw new TroubleError({
      kind: 'data',
      failed: 'The run no longer exists',
      why: 'It was deleted in another tab.',
      todo: 'Open another run.',
    });
  };

  const keep = async (source: RunDatabase, { as, lane, goesOn }: OverRun) => {
    const run: Run = { createdAt: host.now().toISOString(), playground: host.playground, lanes: [lane] };
    const packed = await gzipped(runJson(run));
    const row = keptRun(as, run, packed.length);
    if (goesOn) {
      going.add(as.id);
      return source.put(row, packed);
    }
    going.delete(as.id);
    await put(source, row, packed);
    tell();
  };
  /** Tries the refused runs again, until one is refused once more. */
  const keepRefused = async () => {
    let kept = 0;
    for (const [id, run] of refused) {
      refused.delete(id);
      try {
        await keep(await database, run);
        kept += 1;
      } catch {
        refused.set(id, run);
        break;
      }
    }
    if (kept > 0) become({ said: `Storage has room again: saved ${kept === 1 ? 'a run' : `${kept} runs`}.` });
  };

  void trying('reading kept runs', read).catch((thrown: unknown) => {
    become({ ready: true, trouble: troubleOf(thrown, 'reading kept runs', 'Reload the page') });
  });

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    keep: (run) =>
      trying(`keeping ${run.lane.label ?? 'a run'}`, async (source) => {
        refused.delete(run.as.id);
        await keep(source, run).catch((thrown: unknown) => {
          if (isFull(thrown)) refused.set(run.as.id, run);
          throw thrown;
        });
        await keepRefused();
      }),
    json: async (id) => gunzipped(await packed(id)),
    packed,
    rename: (id, name) =>
      trying('renaming a run', async (source) => {
        await source.change(id, ({ name: _, ...row }) => (name.trim() ? { ...row, name: name.trim() } : row));
        await changed();
      }),
    pin: (id, pinned) =>
      trying('pinning a run', async (source) => {
        await source.change(id, (row) => ({ ...row, pinned }));
        await changed();
      }),
    remove: (id) =>
      trying('deleting a run', async (source) => {
        const row = state.runs.find((run) => run.id === id);
        const packed = await source.packed(id);
        await source.remove([id]);
        if (row && packed) {
          bin.set(id, packed);
          become({ deleted: [...state.deleted, row] });
        }
        await changed();
        await keepRefused();
      }),
    undo: () =>
      trying('restoring a run', async (source) => {
        const row = state.deleted.at(-1);
        const packed = row && bin.get(row.id);
        if (!row || !packed) return;
        await put(source, row, packed);
        bin.delete(row.id);
        become({ deleted: state.deleted.filter((each) => each !== row) });
        tell();
      }),
  };
}

/** Rebuilds a row of another version from its run, whose format has its own version; undefined if that cannot be read
 *  either. */
async function rebuilt(row: unknown, source: RunDatabase): Promise<KeptRun | undefined> {
  if (typeof row !== 'object' || row === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(row));
  const id = fields.get('id');
  if (typeof id !== 'string') return undefined;
  try {
    const packed = await source.packed(id);
    if (!packed) return undefined;
    const comparison = fields.get('comparison');
    const lane = fields.get('lane');
    const name = fields.get('name');
    const startedAt = fields.get('startedAt');
    const { readRunJson } = await import('../../export/read-run.ts');
    const run = readRunJson(await gunzipped(packed));
    const as = {
      id,
      comparison: typeof comparison === 'string' ? comparison : id,
      lane: typeof lane === 'number' ? lane : 1,
      startedAt: typeof startedAt === 'string' ? startedAt : run.createdAt,
    };
    const made = keptRun(as, run, packed.length);
    return { ...made, pinned: fields.get('pinned') === true, ...(typeof name === 'string' && { name }) };
  } catch {
    return undefined;
  }
}

function saidOf(gone: readonly KeptRun[], kept: KeptRun): string {
  if (gone.some(({ id }) => id === kept.id))
    return `${quoted(nameOf(kept))} was not saved: all ${MOST_KEPT} runs are named or pinned. Delete some.`;
  const names = listed(gone.map(nameOf));
  return `Deleted ${names}: up to ${MOST_KEPT} runs are saved, and the oldest unnamed, unpinned ones are deleted first.`;
}

const wordsOf = (thrown: unknown) =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);

function unlasting(why: string): Trouble {
  return {
    kind: 'data',
    failed: 'This browser does not save runs',
    why,
    todo: 'Runs are kept until you close this page. Export the runs you need as JSON.',
  };
}

const isFull = (thrown: unknown) => thrown instanceof Error && thrown.name === 'QuotaExceededError';

function unkept(doing: string, thrown: unknown): TroubleError {
  const full = isFull(thrown);
  return new TroubleError({
    kind: 'data',
    failed: `${doing.charAt(0).toUpperCase()}${doing.slice(1)} failed`,
    why: full ? 'This browser’s storage is full.' : ended(wordsOf(thrown)),
    todo: full
      ? 'Export the lanes as JSON, or delete saved runs: this one is saved once there is room.'
      : 'Export the lanes as JSON, then reload the page to try again.',
  });
}

/** Size of all runs, in words. */
export const sizeOf = (runs: readonly KeptRun[]): string =>
  `${numeral(Math.max(0.1, Math.round(runs.reduce((sum, { size }) => sum + size, 0) / 1e5) / 10))} MB`;
