import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whereItRuns } from '../where-it-runs.ts';
import { run } from './children.ts';
import { RUN_SCRIPT, stage } from './staging.ts';

const MINUTES = 60_000;

// Node and Dawn are packed from the machine that packs
if (process.platform === 'linux' && process.arch === 'x64')
  test('the staged kit finds kernels, losses and a run right where nothing else is', {
    timeout: 15 * MINUTES,
    ...whereItRuns('webgpu'),
  }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gpu-kit-'));
    const [kit, home, out] = ['kit', 'home', 'out'].map((name) => join(folder, name));
    mkdirSync(home);
    await stage(kit);
    cpSync(RUN_SCRIPT, join(kit, 'run-gpu.sh'));
    const flags = ['--quick', '--only', 'kernels,losses,run', '--seconds', '800'];
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      OUT: out,
      GPU_WORK: join(folder, 'work'),
      // the one that tests use: a browser may keep it in this person's home
      VK_DRIVER_FILES: process.env['VK_DRIVER_FILES'] ?? '',
    };
    const stripped = ['-i', ...Object.entries(env).map((pair) => pair.join('='))];
    const ended = await run('env', [...stripped, 'bash', join(kit, 'run-gpu.sh'), ...flags], {
      seconds: 850,
      cwd: home,
    });
    expect(ended.code, `${ended.out}${ended.err}`).toBe(0);
    expect(ended.out).toContain('sources: as packed');
    const report = readFileSync(join(out, 'gpu-report.md'), 'utf8');
    for (const title of ['Kernels, WebGPU against plain ops', 'Losses of three steps, WebGPU against CPU'])
      expect(report).toMatch(
        new RegExp(`\\| ${title}[^|]* \\| (\\d+) of \\1 within 0.0001, worst [\\d.e-]+ \\|`),
      );
    expect(report).not.toMatch(/FAILED|TOO FAR|CUT OFF|NOT RUN|device trouble/);
    const found = JSON.parse(readFileSync(join(out, 'gpu-all.json'), 'utf8'));
    expect(found.kernels.items.length).toBeGreaterThan(10);
    expect(found.losses.items.length).toBe(3);
    expect(found.run.items).toMatchObject([{ summary: { steps: 4, backend: 'webgpu' } }]);
    rmSync(folder, { recursive: true });
  });
