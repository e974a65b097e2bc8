import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { said } from '../../src/base/errors.ts';
import { readRunJson } from '../../src/export/read-run.ts';
import { planOf } from '../../src/reproduce/plan.ts';
import { Progress } from '../../src/reproduce/progress.ts';
import { type Listener, type Runner, runAll } from '../../src/reproduce/runs.ts';
import { made, WISH } from './made.ts';

const plan = planOf({ ...WISH, only: ['dino', 'carp'] }, 'e');
const folder = () => join(mkdtempSync(join(tmpdir(), 'reproduce-')), 'runs');

function listening() {
  const lines: string[] = [];
  const listener: Listener = new Progress(
    (line) => lines.push(line),
    () => 0,
  );
  return { lines, listener };
}

/** Counts what it makes. */
function counting(fails: (file: string) => boolean = () => false) {
  const files: string[] = [];
  const runner: Runner = async (run, onProgress) => {
    files.push(run.file);
    onProgress(0.5);
    if (fails(run.file)) throw new Error('no luck');
    return made(run, { uniformity: Number.NaN });
  };
  return { files, runner };
}

test('finished runs are kept as files, and a second call makes none', async () => {
  const at = folder();
  const first = counting();
  const outcomes = await runAll(plan, at, 'e', 1, first.runner, listening().listener);
  expect(first.files).toEqual(plan.runs.map(({ file }) => file));
  expect(readdirSync(at).sort()).toEqual([...first.files].sort());
  const second = counting();
  const { lines, listener } = listening();
  expect(await runAll(plan, at, 'e', 1, second.runner, listener)).toEqual(outcomes);
  expect(second.files).toEqual([]);
  expect(lines).toEqual(['4 runs, 4 of them made before, 0 to make']);
  expect(readRunJson(readFileSync(join(at, first.files[0]), 'utf8')).lanes.length).toBe(1);
});

test('a broken file, or one of another config, is reported and its run made again', async () => {
  const at = folder();
  await runAll(plan, at, 'e', 1, counting().runner, listening().listener);
  const [a, b, c] = plan.runs.map(({ file }) => file);
  writeFileSync(join(at, a), readFileSync(join(at, a), 'utf8').slice(0, 100));
  writeFileSync(join(at, b), readFileSync(join(at, c)));
  writeFileSync(join(at, `${c}.part`), 'half');
  const { files, runner } = counting();
  const { lines, listener } = listening();
  await runAll(plan, at, 'e', 1, runner, listener);
  expect(files).toEqual([a, b]);
  expect(lines.filter((line) => line.includes('is made again')).length).toBe(2);
  expect(lines[0]).toContain(a);
  expect(readdirSync(at).length).toBe(4);
});

test('a run that fails is reported and leaves no file; others go on', async () => {
  const at = folder();
  const bad = plan.runs[1].file;
  const outcomes = await runAll(
    plan,
    at,
    'e',
    2,
    counting((file) => file === bad).runner,
    listening().listener,
  );
  expect(outcomes.map(({ trouble }) => trouble && said(trouble))).toEqual([
    undefined,
    expect.stringMatching(/^Running DINO, seed 2 failed\. no luck\./),
    undefined,
    undefined,
  ]);
  expect(readdirSync(at).length).toBe(3);
});
