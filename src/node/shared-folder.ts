import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SharedNumber } from '../train/measure/shared-number.ts';

/**
 * Shares numbers between processes by files in `folder`, which is made if it is missing. A number that a file holds is
 * read, any other is measured and written. Two processes that miss a number at the same time both measure it. A file
 * that cannot be read as the number of its key counts as missing.
 */
export function sharedIn(folder: string): (wanted: readonly SharedNumber[]) => Promise<number[]> {
  mkdirSync(folder, { recursive: true });
  return async (wanted) => {
    const found: number[] = [];
    for (const { key, measure } of wanted) {
      const path = join(folder, `${createHash('sha1').update(key).digest('hex').slice(0, 16)}.json`);
      const kept = known(path, key);
      const value = kept ?? (await measure());
      if (kept === undefined) keep(path, JSON.stringify({ key, value }));
      found.push(value);
    }
    return found;
  };
}

function known(path: string, key: string): number | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof read !== 'object' || read === null) return undefined;
    const { key: of, value } = read as { key?: unknown; value?: unknown };
    return of === key && typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Renaming makes the file appear whole or not at all, and a part has the name of its process. */
function keep(path: string, text: string): void {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, text);
  renameSync(part, path);
}
