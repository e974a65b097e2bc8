import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import { PartRecord } from './record.ts';
import { writeReport } from './report.ts';

const MACHINE: Machine = {
  name: 'proto-playground',
  commit: 'abc1234',
  changed: 2,
  webgpu: '0.6.2',
  node: 'v20.20.2',
  sources: 'as packed',
  card: 'NVIDIA H100, 550.54',
  adapter: 'nvidia hopper',
  cpu: 'a processor',
  cores: 16,
  date: '2026-01-02T03:04:05.000Z',
};

async function reported(
  fill: (parts: string) => Promise<void>,
  endings: Readonly<Record<string, string>> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-report-'));
  const [parts, out] = ['parts', 'out'].map((name) => join(folder, name));
  for (const path of [parts, out]) mkdirSync(path);
  await fill(parts);
  const short = writeReport({ parts, out, machine: MACHINE, endings: new Map(Object.entries(endings)) });
  const read = (name: string) => readFileSync(join(out, name), 'utf8');
  const found = { short, markdown: read('gpu-report.md'), all: JSON.parse(read('gpu-all.json')) };
  rmSync(folder, { recursive: true });
  return found;
}

test('a report counts what is right, and names what is too far, what failed and where a part was cut off', async () => {
  const { short, markdown, all } = await reported(
    async (parts) => {
      const record = new PartRecord('kernels', parts, 100, false);
      await record.item('close', () => ({ error: 1e-6 }));
      await record.item('far', () => ({ error: 0.5 }));
      await record.item('no number', () => ({ error: Number.POSITIVE_INFINITY }));
      await record.item('broken', () => {
        throw new Error('no such kernel');
      });
      record.trouble('the device was lost');
      record.turnTo('hangs');
    },
    { kernels: 'SIGKILL: last words', run: '1: no such module' },
  );
  expect(markdown).toContain('1 of 4 within 0.0001, worst Infinity; FAILED broken; TOO FAR far, no number');
  expect(markdown).toMatch(/\| broken \| Error: no such kernel \|/);
  expect(markdown).toContain('| part kernels | CUT OFF at hangs: SIGKILL: last words |');
  expect(markdown).toContain('| part run | NOT RUN: 1: no such module |');
  expect(markdown).toContain('| device trouble in kernels | the device was lost |');
  expect(markdown).toContain('abc1234 with changes (sources: as packed); NVIDIA H100, 550.54');
  expect(short).toContain('TOO FAR far, no number');
  expect(all.kernels.items.map(({ name }: { name: string }) => name)).toEqual([
    'close',
    'far',
    'no number',
    'broken',
  ]);
});

test('a part that has no time left skips what is left of it', async () => {
  const { markdown } = await reported(async (parts) => {
    const record = new PartRecord('losses', parts, 0, true);
    expect(await record.item('late', () => ({ error: 0 }))).toBeUndefined();
  });
  expect(markdown).toContain('0 of 0 within 0.0001, worst -; 1 skipped');
  expect(markdown).toContain('no number here is worth recording');
});

test('a report shows every engine of a contest with its time over ours, and the files of bench:gpu', async () => {
  const standing = (peer: string, step: number) => ({
    ...{
      peer,
      on: 'a GPU',
      losses: [3, 2.5],
      startMs: 9,
      step,
      min: step,
      asking: 1,
      kernels: 2,
      dispatches: 41,
    },
  });
  const { markdown, short } = await reported(async (parts) => {
    const record = new PartRecord('bench', parts, 100, false);
    await record.item('bench:gpu', () => ({
      file: 'gpu',
      peaks: { gflops: 60_000, gigabytes: 3000 },
      outcomes: [
        {
          says: 'a lane',
          standings: [standing('ours', 2), standing('jax-js', 5), standing('idiomatic', 8)],
          ratios: [
            { peer: 'jax-js', difference: 0, median: 2.5 },
            { peer: 'idiomatic', difference: 0.1 },
          ],
          absent: { pytorch: 'no Python' },
        },
      ],
    }));
    await record.item('bench:gpu --only large/', () => ({ outcomes: [], cut: 'ended with SIGTERM' }));
    writeFileSync(join(parts, 'gpu.md'), 'tables\n');
  });
  expect(markdown).toContain('| a lane | jax-js, jit | 5 | 1 | 2 | 41 | 2.5 x | 2.5 |');
  expect(markdown).toContain('4 x, but losses differ by 0.1');
  expect(markdown).toContain('did not run: no Python');
  expect(markdown).toContain('| bench:gpu --only large/ | FAILED: ended with SIGTERM |');
  expect(markdown).toContain('| peaks by bench:gpu | 60000 GFLOP/s, 3000 GB/s |');
  expect(short).toContain('a lane | this engine | 2 | 2 | 1');
  expect(short).toMatch(/all of it: .*gpu\.md/);
});
