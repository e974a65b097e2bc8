import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A call of log_prototypes: what it was given, and the line that it wrote. */
export interface Call {
  readonly line: Readonly<Record<string, unknown>>;
  /** [K, D]. */
  readonly weight: readonly number[];
  /** Two views of the images. */
  readonly winners: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/** The output of training_loop.py. */
export interface Loop {
  readonly K: number;
  readonly D: number;
  readonly images: number;
  readonly steps: readonly Call[];
  /** The log of one process, and that of two which share each batch. */
  readonly alone: string;
  readonly both: string;
}

/** Debian's own interpreter, which sees its python3-torch, and the one of the path. */
const INTERPRETERS = ['/usr/bin/python3', 'python3'];
/** The script's exit code without torch. */
const MISSING = 3;
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Runs training_loop.py. Undefined where no interpreter has torch; rejects with any other failure. */
export async function trainedLoop(): Promise<Loop | undefined> {
  const args = [at('training_loop.py'), at('../../src/torch')];
  for (const interpreter of INTERPRETERS)
    try {
      const { stdout } = await promisify(execFile)(interpreter, args, { maxBuffer: 2 ** 26 });
      return JSON.parse(stdout);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== MISSING && code !== 'ENOENT') throw error;
    }
  return undefined;
}
