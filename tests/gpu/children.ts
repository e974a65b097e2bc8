import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's root, from which its scripts are started. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  /** Exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

export interface Child {
  /** Seconds after which the child and all that it started are killed. */
  readonly seconds: number;
  readonly env?: NodeJS.ProcessEnv;
  /** The project's root by default. */
  readonly cwd?: string;
  /** Hears the output as it comes. */
  readonly hear?: (from: 'out' | 'err', text: string) => void;
}

/** Seconds between asking a child to end and killing it. */
const GRACE = 5;
const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;

/** Groups of their own do not hear the signals of this one: it hands its end on. */
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) endGroup(child, 'SIGKILL');
});

/** Runs a program to its end, or to the end of its time. */
export function run(command: string, args: readonly string[], child: Child): Promise<Ended> {
  return new Promise((resolve) => {
    // a group of its own, so that what it starts ends with it
    const started = spawn(command, args, {
      cwd: child.cwd ?? ROOT,
      env: { ...process.env, ...child.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    alive.add(started);
    const heard = { out: '', err: '' };
    const listen = (from: 'out' | 'err') => (text: string) => {
      heard[from] += text;
      child.hear?.(from, text);
    };
    started.stdout.setEncoding('utf8').on('data', listen('out'));
    started.stderr.setEncoding('utf8').on('data', listen('err'));
    const killers = SIGNALS.map((signal, i) =>
      setTimeout(() => endGroup(started, signal), 1000 * (child.seconds + i * GRACE)),
    );
    const end = (code: number | string, why = '') => {
      for (const killer of killers) clearTimeout(killer);
      alive.delete(started);
      resolve({ code, out: heard.out, err: heard.err + why });
    };
    started.on('error', (error) => end('error', String(error)));
    started.on('close', (code, signal) => end(signal ?? code ?? 1));
  });
}

function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // it has just ended
  }
}

/** Runs a script of the project with this Node. */
export const runScript = (path: string, args: readonly string[], child: Child): Promise<Ended> =>
  run(process.execPath, ['--import', 'tsx', path, ...args], child);

/** The JSON on the last line that a program prints. */
export async function runForJson(command: string, args: readonly string[], child: Child): Promise<unknown> {
  const { code, out, err } = await run(command, args, child);
  try {
    return JSON.parse(lastLines(out, 1));
  } catch {
    throw new Error(`${command} ended with ${code}: ${lastLines(err, 2)}`);
  }
}

export const lastLines = (text: string, count: number) => text.trim().split('\n').slice(-count).join(' / ');

/** The file that an npm script starts, such as "src/headless.ts". */
export function scriptFile(name: string): string {
  const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  const file = String(scripts?.[name] ?? '')
    .split(' ')
    .find((word) => word.endsWith('.ts'));
  if (!file) throw new Error(`package.json has no script "${name}" that starts a .ts file`);
  return file;
}
