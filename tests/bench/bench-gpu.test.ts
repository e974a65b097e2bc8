import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from '../door.ts';
import { whereItRuns } from '../where-it-runs.ts';

test(
  'bench:gpu refuses a software driver, writes nothing and says what to do',
  whereItRuns('webgpu'),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bench-gpu-'));
    const { code, out, err } = await runScript('tests/bench/bench-gpu.ts', ['--out', join(folder, 'gpu')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/measured nothing: the only adapter is .*software/);
    expect(err).toContain('--software');
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  },
);
