import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDoor } from './door.ts';
import { TINY } from './train/session/host.ts';

const tiny = Object.entries({ ...TINY, batch: 8, steps: 3 }).map(([key, value]) => `--${key}=${value}`);

const reproduce = (args: readonly string[]) => runDoor('reproduce', args);

test('reproduce writes a folder, goes on where it stopped, and makes a broken run again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reproduce-'));
  const table = (seeds: number, only: string) =>
    reproduce(['--out', folder, `--seeds=${seeds}`, '--only', only, '--backend=wasm', ...tiny]);
  const first = await table(1, 'figure3');
  expect(first.err).toContain('6 runs, 0 of them made before, 6 to make');
  expect(first.code).toBe(0);
  const told = first.out.trim().split('\n');
  for (const name of ['results.json', 'results.csv', 'report.md', 'figure-3a.svg', 'figure-3b.svg'])
    expect(told).toContain(join(folder, name));
  for (const path of told) expect(existsSync(path)).toBe(true);
  const { rows } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  expect(rows.map(({ id }: { id: string }) => id)).toEqual([
    'dino',
    'dino-dec',
    'carp',
    'carp-dec',
    'dinov2',
    'capi',
  ]);
  expect(rows[0].config).toMatchObject({ ...TINY, batch: 8, steps: 3, seed: 1 });
  expect(Number.isFinite(rows[0].spread.effectiveRank.mean)).toBe(true);

  const runs = join(folder, 'runs');
  const names = readdirSync(runs);
  const times = () => names.map((name) => statSync(join(runs, name)).mtimeMs);
  const before = times();
  const [broken] = names;
  writeFileSync(join(runs, broken), '{');
  const second = await table(1, 'figure3,carp-fixed');
  expect(second.err).toContain(`${broken} (`);
  expect(second.err).toContain('7 runs, 5 of them made before, 2 to make');
  expect(second.code).toBe(0);
  expect(times().slice(1)).toEqual(before.slice(1));
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toContain('CARP, fixed');
});

test('reproduce refuses bad flags with what to do, and writes nothing', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'reproduce-')), 'out');
  for (const [args, came] of [
    [['--seeds', '0'], '--seeds 0'],
    [['--jobs', 'many'], '--jobs many'],
    [['--only', 'figure9'], 'figure9'],
    [['--seed', '3'], '--seed'],
    [['--K', '3'], 'K = 3'],
    [['--colour', 'red'], 'colour'],
    [['--backend', 'quantum'], 'quantum'],
    [['stray'], 'stray'],
  ] as const) {
    const { code, err } = await reproduce(['--out', folder, ...args]);
    expect(code).toBe(1);
    expect(err).toContain(came);
    expect(err).toMatch(/\.\n/);
  }
  expect(existsSync(folder)).toBe(false);
});

test('reproduce --help lists rows and groups', async () => {
  const { code, out } = await reproduce(['--help']);
  expect(code).toBe(0);
  for (const text of ['--seeds N', 'carp-dec', '  figure1\n', '  eta\n']) expect(out).toContain(text);
});
