import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOOR = pathToFileURL(join(ROOT, 'src/node/door.ts')).href;

/** A command of these lines, in a file with a line that nobody wants to read. */
function command(...lines: readonly string[]): string {
  const path = join(mkdtempSync(join(tmpdir(), 'door-')), 'command.mts');
  const minified = `const minified = '${'x'.repeat(10_000)}';`;
  writeFileSync(path, [`import { behave, open } from '${DOOR}';`, ...lines, minified].join('\n'));
  return path;
}

interface Watched {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Runs it; `heard` is told of its first output, and may end the pipe or the process. */
function watch(
  path: string,
  args: readonly string[],
  heard: (child: ReturnType<typeof spawn>) => void = () => {},
): Promise<Watched> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { cwd: ROOT });
    let [out, err] = ['', ''];
    child.stdout.once('data', () => heard(child));
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

const TALK = "setInterval(() => process.stdout.write('word\\n'.repeat(1000)), 1);";

test('a command whose reader has gone ends quietly', async () => {
  const path = command("behave({ doing: 'talking' });", TALK);
  const { code, err } = await watch(path, [], (child) => child.stdout?.destroy());
  expect(err).toBe('');
  expect(code).toBe(141);
});

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s', (signal, expected) => {
  test('says where it stopped, after its listeners of exit', async () => {
    const path = command(
      "behave({ doing: 'counting', stopped: () => 'Stopped at 7 of 9.' });",
      "process.on('exit', () => process.stderr.write('cleaned\\n'));",
      TALK,
    );
    const { code, err } = await watch(path, [], (child) => child.kill(signal));
    expect(err).toBe('Stopped at 7 of 9.\ncleaned\n');
    expect(code).toBe(expected);
  });
});

const FAULTS = {
  'thrown in main': ["open(async () => { throw new Error('no luck'); }, { doing: 'trying' });"],
  'thrown later': [
    "open(async () => 0, { doing: 'trying' });",
    "setTimeout(() => { throw new Error('no luck'); });",
  ],
  'rejected, and nobody listens': [
    "open(async () => 0, { doing: 'trying' });",
    "setTimeout(() => Promise.reject(new Error('no luck')));",
  ],
  'thrown at the top of the file': ["behave({ doing: 'trying' });", "throw new Error('no luck');"],
  'rejected at the top of the file': [
    "behave({ doing: 'trying' });",
    "await Promise.reject(new Error('no luck'));",
  ],
};

describe.each(Object.entries(FAULTS))('an error %s', (_, lines) => {
  const line =
    'Trying failed. no luck. Run the command again. If it happens again, please report it with this text.\n';

  test('is one line, without source or stack', async () => {
    const { code, out, err } = await watch(command(...lines), []);
    expect({ code, out, err }).toEqual({ code: 1, out: '', err: line });
  });

  test('has its stack with --debug', async () => {
    const { code, err } = await watch(command(...lines), ['--debug']);
    expect(code).toBe(1);
    expect(err.startsWith(line)).toBe(true);
    expect(err).toMatch(/Error: no luck\n {4}at .*command\.mts/);
    expect(err).not.toContain('xxxx');
  });
});
