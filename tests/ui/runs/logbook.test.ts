import { describe, expect, it, vi } from 'vitest';
import { gzipped } from '../../../src/export/gzip.ts';
import { readRunJson } from '../../../src/export/read-run.ts';
import type { RunLane } from '../../../src/export/run-json.ts';
import { keptFiles, keptGhost, keptLanes } from '../../../src/ui/runs/kept-lanes.ts';
import { MOST_KEPT } from '../../../src/ui/runs/kept-run.ts';
import { createLogbook, type Logbook, type LogbookHost } from '../../../src/ui/runs/logbook.ts';
import { openedFiles } from '../../../src/ui/runs/opened-files.ts';
import { followPins } from '../../../src/ui/runs/pinned-ghosts.ts';
import { memoryRunDatabase, type RunDatabase } from '../../../src/ui/runs/run-database.ts';
import { comparisonJson } from '../../../src/ui/share/export-run.ts';
import { playedStore } from '../played-lane.ts';
import { SMALL } from '../small-catalogue.ts';
import { trained } from '../trained.ts';

const state = trained();
const { lanes } = readRunJson(comparisonJson(state));

/** Waits until it is so. */
const soon = (so: () => void) => vi.waitFor(so, { timeout: 50_000, interval: 5 });

function desk(database: RunDatabase, more: Partial<LogbookHost> = {}): LogbookHost {
  return {
    open: async () => database,
    now: () => new Date(Date.UTC(2026, 10, 25)),
    playground: '0.1.0',
    ...more,
  };
}

async function book(
  database: RunDatabase = memoryRunDatabase(),
  more: Partial<LogbookHost> = {},
): Promise<Logbook> {
  const logbook = createLogbook(desk(database, more));
  await soon(() => expect(logbook.state().ready).toBe(true));
  return logbook;
}

let minute = 0;

const run = (id: string, comparison = 'c', lane: RunLane = lanes[0], place = 1) => ({
  as: { id, comparison, lane: place, startedAt: new Date(Date.UTC(2026, 10, 24, 0, minute++)).toISOString() },
  lane,
});

const idsOf = (logbook: Logbook) => logbook.state().runs.map(({ id }) => id);

describe('the logbook', () => {
  it('keeps runs as the JSON they export, and another one reads them', async () => {
    const database = memoryRunDatabase();
    const logbook = await book(database);
    expect(logbook.state()).toMatchObject({ ready: true, runs: [], unreadable: 0 });
    await logbook.keep(run('1'));
    await logbook.keep(run('2', 'c', lanes[1], 2));
    const again = await book(database);
    expect(again.state().runs).toEqual(logbook.state().runs);
    const [first, second] = again.state().runs;
    expect(readRunJson(await again.json('1')).lanes).toEqual([lanes[0]]);
    expect(await keptLanes([first, second], again, SMALL, openedFiles)).toEqual(lanes);
    expect((await keptFiles([first, second], again)).map(({ name }) => name)).toEqual([
      'runs.csv',
      expect.stringMatching(/^runs\/2026-11-24t.*carp-joint-seed-1-1\.json$/),
      expect.stringMatching(/carp-decoupled-seed-1-2\.json$/),
    ]);
  });

  it('keeps a run that goes on for the next visit, and shows it once it is over', async () => {
    const database = memoryRunDatabase();
    const logbook = await book(database);
    const { final } = lanes[0];
    if (!final) throw new Error('no report');
    const { summary: _, ...half } = { ...lanes[0], final: { ...final, step: 15 } };
    const going = run('1', 'c', half);
    await logbook.keep({ ...going, goesOn: true });
    await logbook.keep(run('2'));
    expect(idsOf(logbook)).toEqual(['2']);
    // another visit finds what was there
    const next = await book(database);
    expect(next.state().runs.find(({ id }) => id === '1')).toMatchObject({ steps: 15, of: 20 });
    expect(next.state().unreadable).toBe(0);
    // the same visit has it once, when it is over
    await logbook.keep({ ...going, lane: lanes[0] });
    expect(idsOf(logbook).sort()).toEqual(['1', '2']);
    expect(logbook.state().runs.find(({ id }) => id === '1')?.of).toBeUndefined();
  });

  it('renames, pins and deletes; what is deleted comes back as it was, last first', async () => {
    const logbook = await book();
    await logbook.keep(run('1'));
    await logbook.keep(run('2'));
    await logbook.rename('1', '  the good one ');
    await logbook.pin('1', true);
    const before = logbook.state().runs;
    expect(before[0]).toMatchObject({ name: 'the good one', pinned: true });
    await logbook.remove('1');
    await logbook.remove('2');
    expect(idsOf(logbook)).toEqual([]);
    await expect(logbook.json('1')).rejects.toThrow(/no longer exists/);
    await logbook.undo();
    expect(idsOf(logbook)).toEqual(['2']);
    await logbook.undo();
    expect(logbook.state().deleted).toEqual([]);
    expect(new Set(logbook.state().runs)).toEqual(new Set(before));
    await logbook.undo();
    expect(idsOf(logbook)).toHaveLength(2);
    await logbook.rename('1', '');
    expect(logbook.state().runs.find(({ id }) => id === '1')?.name).toBeUndefined();
  });

  it('kept again with its summary, a run keeps its name and pin', async () => {
    const logbook = await book();
    await logbook.keep(run('1'));
    await logbook.rename('1', 'mine');
    await logbook.pin('1', true);
    await logbook.keep(run('1', 'c', lanes[1]));
    expect(logbook.state().runs).toMatchObject([{ name: 'mine', pinned: true, prototypes: 'decoupled' }]);
  });

  it('lets the oldest loose runs go beyond its limit, and says which', async () => {
    const logbook = await book();
    const bare = { ...lanes[0], snapshots: [], series: {} };
    for (let i = 0; i < MOST_KEPT; i++) await logbook.keep(run(`${i}`, 'c', { ...bare, label: `run ${i}` }));
    await logbook.pin('0', true);
    expect(logbook.state().said).toBeUndefined();
    await logbook.keep(run('new', 'c', bare));
    expect(logbook.state().runs).toHaveLength(MOST_KEPT);
    expect(idsOf(logbook)).toContain('0');
    expect(idsOf(logbook)).not.toContain('1');
    expect(logbook.state().said).toMatch(/^Deleted run 1: up to 200 runs are saved/);
  });

  it('hears of other tabs, and tells them', async () => {
    const database = memoryRunDatabase();
    const told: unknown[] = [];
    const channel: NonNullable<LogbookHost['channel']> = {
      postMessage: (message: unknown) => told.push(message),
      onmessage: null,
    };
    const here = await book(database, { channel });
    const there = await book(database);
    await there.keep(run('theirs'));
    expect(idsOf(here)).toEqual([]);
    channel.onmessage?.call(new BroadcastChannel('unused'), new MessageEvent('message', { data: 'changed' }));
    await soon(() => expect(idsOf(here)).toEqual(['theirs']));
    await here.remove('theirs');
    expect(told).toEqual(['changed']);
  });
});

describe('where the storage does not do its part', () => {
  it('without a database runs last until the page is closed, and it says so', async () => {
    const logbook = await book(memoryRunDatabase(), {
      open: async () => Promise.reject(new DOMException('denied', 'SecurityError')),
    });
    expect(logbook.state().trouble).toMatchObject({
      failed: 'This browser does not save runs',
      why: 'SecurityError: denied.',
    });
    await logbook.keep(run('1'));
    expect(idsOf(logbook)).toEqual(['1']);
    expect(readRunJson(await logbook.json('1')).lanes).toEqual([lanes[0]]);
  });

  it('a database that is taken away later is said so', async () => {
    let take = () => {};
    const database = memoryRunDatabase();
    const logbook = await book(database, {
      open: async (onClosed) => {
        take = onClosed;
        return database;
      },
    });
    await logbook.keep(run('1'));
    take();
    expect(logbook.state().trouble?.why).toBe('The browser closed its database.');
    await logbook.keep(run('2'));
    expect(idsOf(logbook)).toEqual(['2']);
  });

  it('a full one refuses in words, and the table stays as it is', async () => {
    const database = memoryRunDatabase();
    const logbook = await book(database);
    await logbook.keep(run('1'));
    database.put = async () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    await expect(logbook.keep(run('2'))).rejects.toMatchObject({
      trouble: {
        failed: 'Keeping CARP · joint failed',
        why: 'This browser’s storage is full.',
        todo: expect.stringMatching(/Export the lanes as JSON/),
      },
    });
    expect(idsOf(logbook)).toEqual(['1']);
  });

  it('a full one keeps the refused runs once something frees it', async () => {
    const database = memoryRunDatabase();
    const logbook = await book(database);
    await logbook.keep(run('1'));
    const { put } = database;
    const fill = () => {
      database.put = async () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    };
    const free = () => {
      database.put = put;
    };
    fill();
    for (const id of ['2', '3']) await expect(logbook.keep(run(id))).rejects.toThrow('storage is full');
    // room for nothing yet
    await logbook.remove('1');
    expect(idsOf(logbook)).toEqual([]);
    free();
    await logbook.keep(run('4'));
    expect(idsOf(logbook).sort()).toEqual(['2', '3', '4']);
    expect(logbook.state().said).toBe('Storage has room again: saved 2 runs.');

    fill();
    await expect(logbook.keep(run('5'))).rejects.toThrow('storage is full');
    free();
    await logbook.remove('2');
    expect(idsOf(logbook).sort()).toEqual(['3', '4', '5']);
    // and one comes once
    await logbook.remove('5');
    expect(idsOf(logbook).sort()).toEqual(['3', '4']);
  });

  it('one that cannot be read leaves an empty table that says so', async () => {
    const database = memoryRunDatabase();
    database.rows = async () => Promise.reject(new DOMException('broken', 'UnknownError'));
    const logbook = await book(database);
    expect(logbook.state()).toMatchObject({ ready: true, runs: [] });
    expect(logbook.state().trouble?.why).toBe('UnknownError: broken.');
  });
});

describe('rows of other versions', () => {
  it('are made anew of their run, with name and pin; those that cannot be are counted', async () => {
    const database = memoryRunDatabase();
    const first = await book(database);
    for (const id of ['old', 'new', 'lost']) await first.keep(run(id, 'c', lanes[1]));
    const rows = await database.rows();
    const newer = await gzipped(JSON.stringify({ ...JSON.parse(await first.json('new')), version: 99 }));
    const packed: RunDatabase['packed'] = async (id) =>
      id === 'lost' ? undefined : id === 'new' ? newer : database.packed(id);
    const old = [
      { id: 'old', version: 0, comparison: 'c', lane: 2, name: 'mine', pinned: true },
      { id: 'new', version: 99 },
      { id: 'lost', version: 0 },
      'nonsense',
    ];
    const logbook = await book({ ...database, rows: async () => old, packed });
    expect(logbook.state().unreadable).toBe(3);
    const wanted = rows.find((row) => JSON.stringify(row).includes('"old"'));
    expect(logbook.state().runs).toEqual([
      Object.assign({}, wanted, {
        lane: 2,
        name: 'mine',
        pinned: true,
        startedAt: '2026-11-25T00:00:00.000Z',
      }),
    ]);
  });
});

describe('pins', () => {
  it('are ghosts: one is drawn when it is pinned, renamed with its run, and gone when it is let go', async () => {
    const logbook = await book();
    const { store, opened } = playedStore(2);
    followPins(logbook, store, openedFiles);
    await logbook.keep(run('1'));
    await logbook.keep(run('2'));
    await logbook.pin('1', true);
    expect(store.state().ghosts).toBeUndefined(); // nothing is known of its method yet
    for (const lane of opened) lane.ready();
    store.shown();
    await soon(() => expect(store.state().ghosts).toMatchObject([{ id: '1' }]));
    expect(store.state().ghosts?.[0].run.history.loss).toEqual(state.lanes[0].run.history.loss);
    await logbook.rename('1', 'the good one');
    await soon(() => expect(store.state().ghosts).toMatchObject([{ name: 'the good one' }]));
    await logbook.pin('2', true);
    await logbook.pin('1', false);
    await soon(() => expect(store.state().ghosts?.map(({ id }) => id)).toEqual(['2']));
    expect(await keptGhost(logbook.state().runs[1], logbook, SMALL, openedFiles)).toEqual(
      store.state().ghosts?.[0],
    );
  });

  it('that cannot be drawn are said once, and the others are drawn', async () => {
    const database = memoryRunDatabase();
    const logbook = await book(database);
    const { store, opened } = playedStore(2);
    for (const lane of opened) lane.ready();
    followPins(logbook, store, openedFiles);
    store.shown();
    await logbook.keep(run('bad', 'c', { ...lanes[0], config: { ...lanes[0].config, method: 'barlow' } }));
    await logbook.keep(run('good'));
    await logbook.pin('bad', true);
    await logbook.pin('good', true);
    await soon(() => expect(store.state().ghosts?.map(({ id }) => id)).toEqual(['good']));
    expect(store.state().notices.map(({ failed }) => failed)).toEqual([expect.stringContaining('barlow')]);
  });
});
