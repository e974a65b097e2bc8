import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { fileBytes } from '../../src/node/file-bytes.ts';
import { countPrototypes } from '../../src/weights/counts.ts';
import { openWeights } from '../../src/weights/matrices.ts';

/** A file that torch wrote, and what write-checkpoints.py says is in it. */
interface Written {
  readonly file: string;
  readonly legacy: boolean;
  readonly moment: { readonly name: string; readonly value: number } | null;
  /** Part of a note on values that were left out. */
  readonly noted: string | null;
  /** The likeliest prototypes, in order. */
  readonly matrices: readonly {
    readonly key: string;
    readonly K: number;
    readonly D: number;
    readonly dtype: string;
    readonly unique: readonly number[];
  }[];
}

/** Debian's own interpreter, which sees its python3-torch, and the one of the path. */
const INTERPRETERS = ['/usr/bin/python3', 'python3'];
const script = fileURLToPath(new URL('write-checkpoints.py', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'real-torch-'));
const written = await checkpoints();
afterAll(() => rm(folder, { recursive: true }));

/** Undefined where no interpreter has torch, or none is there: systems have stand-ins that ask to install one. A failure
 *  of the script itself fails the test. */
async function checkpoints(): Promise<readonly Written[] | undefined> {
  for (const interpreter of INTERPRETERS)
    try {
      const { stdout } = await promisify(execFile)(interpreter, [script, folder], { maxBuffer: 2 ** 24 });
      return JSON.parse(stdout);
    } catch (error) {
      const killed = error instanceof Error && 'signal' in error && error.signal;
      if (killed || /Traceback|SyntaxError/.test(String(error))) throw error;
    }
  return undefined;
}

test('checkpoints of every method', written ? {} : { skip: true, meta: { skipped: 'no torch' } }, () => {
  expect(written?.length).toBeGreaterThan(20);
});

test.each(written ?? [])(
  '$file holds what torch wrote',
  async ({ file, legacy, moment, noted, matrices }) => {
    const bytes = await fileBytes(join(folder, file));
    try {
      const opened = await openWeights(bytes, file);
      expect(opened.format).toBe(legacy ? 'torch (older form)' : 'torch');
      expect(opened.moment ?? null).toEqual(moment);
      if (noted) expect(opened.notes.join()).toContain(noted);
      const candidates = opened.matrices.filter(({ why }) => why !== '');
      expect(candidates.map(({ key, K, D, dtype }) => ({ key, K, D, dtype }))).toEqual(
        matrices.map(({ key, K, D, dtype }) => ({ key, K, D, dtype })),
      );
      for (const [i, { K, D, unique }] of matrices.entries()) {
        const counts = await countPrototypes(await candidates[i].read(), K, D);
        expect(EPSILONS.map((epsilon) => counts.unique[counts.epsilons.indexOf(epsilon)])).toEqual(unique);
      }
    } finally {
      await bytes.close();
    }
  },
);
