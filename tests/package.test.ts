import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npyRows } from '../src/export/npy-rows.ts';
import { HOST_POLICY } from '../src/node/content-policy.ts';
import { packageVersion } from '../src/node/installed.ts';
import type { Ended } from './door.ts';
import { expectedOf } from './formats/fixtures.ts';
import { TINY } from './train/session/host.ts';

// The package as others get it: packed, and installed into an empty folder without a network.

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'package-'));
const empty = join(folder, 'empty');
const TSC = join(root, 'node_modules/typescript/bin/tsc');
const fixturePath = (name: string) => join(root, 'tests/formats/files', name);
const COMMANDS = ['inspect', 'train', 'reproduce', 'oracle', 'serve'] as const;
const tiny = Object.entries({ ...TINY, batch: 8, steps: 2 }).map(([key, value]) => `--${key}=${value}`);
/** The file that npm pack made. */
let packed = '';

const npm = (args: readonly string[], cwd: string) =>
  promisify(execFile)('npm', args, {
    cwd,
    // a cache of its own shows what is fetched: nothing
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
    shell: process.platform === 'win32',
  });

function start(args: readonly string[]): ChildProcess {
  const bin = join(empty, 'node_modules/proto-playground/lib/proto-playground.js');
  return spawn(process.execPath, [bin, ...args], { cwd: empty });
}

function run(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = start(args);
    let [out, err] = ['', ''];
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

beforeAll(async () => {
  mkdirSync(empty);
  const { stdout } = await npm(['pack', '--silent', '--pack-destination', folder], root);
  packed = join(folder, stdout.trim().split('\n').at(-1) ?? '');
  await npm(['install', '--offline', '--no-audit', '--no-fund', packed], empty);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('installing brings the package alone', () => {
  const names = readdirSync(join(empty, 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(names).toEqual(['proto-playground']);
});

test('npx inspects a checkpoint with the packed file in an empty folder', async () => {
  const other = join(folder, 'other');
  mkdirSync(other);
  const command = ['proto-playground', 'inspect', fixturePath('dino_full.pth'), '--json'];
  const { stdout } = await npm(['exec', '--yes', '--offline', '--package', packed, '--', ...command], other);
  const { key, K, D, unique } = expectedOf('dino_full.pth');
  expect(JSON.parse(stdout)).toMatchObject({ key, K, D, unique });
  expect(readdirSync(other)).toEqual([]);
});

describe('code that imports the package', () => {
  const script = (...lines: readonly string[]) =>
    promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', ["import { inspect } from 'proto-playground';", ...lines].join('\n')],
      { cwd: empty },
    );

  test('gets the counts without TensorFlow.js', async () => {
    const { key, K, D, unique } = expectedOf('swav.pth.tar');
    const { stdout } = await script(
      `const { key, K, D, unique } = await inspect(${JSON.stringify(fixturePath('swav.pth.tar'))});`,
      // the names by which TensorFlow.js finds its other copies
      "const engines = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('_tf'));",
      'console.log(JSON.stringify({ key, K, D, unique, engines }));',
    );
    expect(JSON.parse(stdout)).toEqual({ key, K, D, unique, engines: [] });
  });

  test('has large matrices counted by threads', async () => {
    const [K, D] = [5000, 4];
    // two groups of equal rows, and one row of its own
    const rows = Float32Array.from({ length: K * D }, (_, i) => {
      const k = Math.floor(i / D);
      return i % D === (k === K - 1 ? 3 : k % 2) ? 1 : 0;
    });
    const path = join(folder, 'large.npy');
    writeFileSync(path, Buffer.concat([...npyRows(rows, D, [...Array(K).keys()])]));
    const { stdout } = await script(
      `const { unique } = await inspect(${JSON.stringify(path)});`,
      'console.log(JSON.stringify(unique));',
    );
    expect(JSON.parse(stdout)).toEqual(Array(8).fill(3));
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has its types, in modules of kind %s resolved as %s', async (module, resolution) => {
    const path = join(empty, `${module}.mts`);
    const use = (type: string) =>
      writeFileSync(
        path,
        `import { inspect } from 'proto-playground';\nconst [count] = (await inspect('a.pth', { key: 'b' })).unique;\nexport const read: ${type} = count;\n`,
      );
    const kind = ['--module', module, '--moduleResolution', resolution, '--target', 'es2022'];
    const check = () =>
      promisify(execFile)(
        process.execPath,
        [TSC, '--noEmit', '--strict', '--types', '', '--lib', 'es2023,dom', ...kind, path],
        { cwd: empty },
      );
    use('number | undefined');
    await check();
    use('string');
    await expect(check()).rejects.toMatchObject({
      stdout: expect.stringContaining("not assignable to type 'string'"),
    });
  });
});

test.each(COMMANDS)('%s has a help that names it as it is called here', async (name) => {
  const { code, out, err } = await run([name, '--help']);
  expect(code, err).toBe(0);
  expect(out).toMatch(new RegExp(`^proto-playground ${name} `));
  expect(out).toContain('--debug');
  expect(out).not.toContain('npm run');
});

test('the help of the package names its commands, and a wrong one is refused in a line', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect((await run(['--version'])).out.trim()).toBe(packageVersion());
  const wrong = await run(['trane']);
  expect(wrong.code).toBe(1);
  expect(wrong.err).toMatch(/^Cannot read trane\. Use a command: .*\n$/);
});

test('train trains on the images and kernels of the package', async () => {
  const args = ['train', '--backend', 'wasm', ...tiny];
  const { code, out, err } = await run(args);
  expect(code, err).toBe(0);
  const reports = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(reports.at(-1)).toMatchObject({ type: 'summary', steps: 2, backend: 'wasm' });
});

test('reproduce starts its runs from the package', async () => {
  const args = ['--only', 'carp-fixed', '--seeds', '1', ...tiny];
  const { code, out, err } = await run(['reproduce', '--backend', 'wasm', '--out', 'toy', ...args]);
  expect(code, err).toBe(0);
  expect(out).toContain(join('toy', 'results.json'));
  expect(readdirSync(join(empty, 'toy/runs'))).toHaveLength(1);
});

test('serve serves the page with its policy, and no file beside it', async () => {
  const child = start(['serve', '--port', '0']);
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdout?.on('data', (chunk) => {
        said += chunk;
        const found = /http:\S+/.exec(said);
        if (found) resolve(found[0]);
      });
      child.on('close', (code) => reject(new Error(`serve ended with ${code}`)));
    });
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toBe(HOST_POLICY);
    const script = /<script[^>]* src="([^"]+)"/.exec(await page.text())?.[1] ?? 'no script';
    expect((await fetch(new URL(script, address))).headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${address}wasm/kernels-simd.wasm`)).headers.get('content-type')).toBe(
      'application/wasm',
    );
    for (const path of [
      'nothing.js',
      '%2e%2e/train.js',
      '..%2ftrain.js',
      '..%5ctrain.js',
      '%00',
      '%',
      'wasm',
    ])
      expect((await fetch(address + path)).status, path).toBe(404);
    expect((await fetch(address, { method: 'POST' })).status).toBe(405);
    const second = await run(['serve', '--port', new URL(address).port]);
    expect(second.code).toBe(1);
    expect(second.err).toMatch(
      /^The page cannot be served at .* Another program already listens there\..*\n$/,
    );
  } finally {
    child.kill();
  }
});
