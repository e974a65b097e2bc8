import { type DBSchema, openDB } from 'idb';
import type { KeptRun } from './kept-run.ts';
import { type PackedRun, type RunDatabase, withMarks } from './run-database.ts';

const NAME = 'proto-playground';
const VERSION = 1;

interface Schema extends DBSchema {
  rows: { key: string; value: KeptRun };
  runs: { key: string; value: PackedRun };
}

/**
 * Opens the browser's database (IndexedDB). Rejects if the page may not have one, or if a newer version of the page has
 * changed it. `onClosed` is called when the browser takes it away later.
 */
export async function openRunDatabase(onClosed: () => void): Promise<RunDatabase> {
  if (typeof indexedDB === 'undefined') throw new Error('no IndexedDB here');
  const database = await openDB<Schema>(NAME, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore('rows', { keyPath: 'id' });
      fresh.createObjectStore('runs');
    },
    blocking() {
      // a newer page in another tab upgrades it and must not wait for this one
      database.close();
      onClosed();
    },
    terminated: onClosed,
  });
  const both = ['rows', 'runs'] as const;
  return {
    rows: () => database.getAll('rows'),
    packed: (id) => database.get('runs', id),
    async put(row, packed) {
      const change = database.transaction(both, 'readwrite');
      const rows = change.objectStore('rows');
      const before = await rows.get(row.id);
      await Promise.all([
        rows.put(before ? withMarks(row, before) : row),
        change.objectStore('runs').put(packed, row.id),
        change.done,
      ]);
    },
    async change(id, changed) {
      const change = database.transaction('rows', 'readwrite');
      const before = await change.store.get(id);
      await Promise.all([before && change.store.put(changed(before)), change.done]);
    },
    async remove(ids) {
      const change = database.transaction(both, 'readwrite');
      await Promise.all([
        ...ids.flatMap((id) => both.map((store) => change.objectStore(store).delete(id))),
        change.done,
      ]);
    },
  };
}
