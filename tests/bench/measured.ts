import { execFileSync } from 'node:child_process';

/** The time of a measurement, and its subject. */
export interface Measured {
  readonly date: string;
  readonly commit: string;
}

export function measuredNow(): Measured {
  return { date: new Date().toISOString().slice(0, 10), commit: commit() };
}

/** Of the working tree; a copy without history does not know. */
function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: 'pipe' }).toString().trim();
  } catch {
    return process.env['BENCH_COMMIT'] ?? 'an unknown commit';
  }
}
