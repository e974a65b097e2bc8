import type { KeptRun } from './kept-run.ts';

/** A run's JSON as gzip. */
export type PackedRun = Uint8Array<ArrayBuffer>;

/** Storage of kept runs: their rows, and apart from them their packed JSON, which only opening needs. */
export interface RunDatabase {
  /** Rows as they were written, by any version. */
  rows(): Promise<readonly unknown[]>;
  packed(id: string): Promise<PackedRun | undefined>;
  /** Writes a run. An existing run keeps its name and pin. */
  put(row: KeptRun, packed: PackedRun): Promise<void>;
  /** Changes an existing row; a deleted one stays deleted. */
  change(id: string, changed: (row: KeptRun) => KeptRun): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/** Holds the runs of this visit alone, for a browser that keeps nothing. */
export function memoryRunDatabase(): RunDatabase {
  const rows = new Map<string, KeptRun>();
  const runs = new Map<string, PackedRun>();
  return {
    rows: async () => [...rows.values()],
    packed: async (id) => runs.get(id),
    async put(row, packed) {
      const before = rows.get(row.id);
      rows.set(row.id, before ? withMarks(row, before) : row);
      runs.set(row.id, packed);
    },
    async change(id, changed) {
      const before = rows.get(id);
      if (before) rows.set(id, changed(before));
    },
    async remove(ids) {
      for (const id of ids) {
        rows.delete(id);
        runs.delete(id);
      }
    },
  };
}

/** A row with the name and the pin that its run had before. */
export const withMarks = (row: KeptRun, { name, pinned }: KeptRun): KeptRun => ({
  ...row,
  pinned,
  ...(name !== undefined && { name }),
});
