import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, describe, expect, test } from 'vitest';
import { EPSILONS } from '../src/base/epsilons.ts';
import { npyRows } from '../src/export/npy-rows.ts';
import { npyTensor } from '../src/formats/npy.ts';
import { runDoor } from './door.ts';
import { expectedOf, fileOf } from './formats/fixtures.ts';

const FILES = 'tests/formats/files';
const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => `${FILES}/${name}`;
const inspect = (...args: readonly string[]) => runDoor('inspect', args);
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '');

const COUNTED = [
  ...['dino_full.pth', 'dino_full_legacy.pth', 'swav.pth.tar', 'dinov2_teacher_fp16.pth', 'strided_view.pth'],
  ...['bf16_parametrized.pth', 'prototypes_f32.npy', 'prototypes_f16.npy', 'prototypes_f64_fortran.npy'],
  'heads.safetensors',
];
/** Files that are refused, each with words of the reason. */
const REFUSED = {
  'hostile_reduce.pth': /posix\.system/,
  'not_a_checkpoint.pth': /PNG/,
  'empty.npy': /empty/,
  'lying_header.safetensors': /has \d/,
  'vector.npy': /matrix/,
  'no_prototypes.pth': /fc\.weight \(10 x 16\)/,
};

describe('--json', () => {
  const run = inspect('--json', ...COUNTED.map(at));

  test.each(COUNTED.map((name, i) => [name, i] as const))('%s has the counts of NumPy', async (name, i) => {
    const { code, out, err } = await run;
    expect(err).toBe('');
    expect(code).toBe(0);
    const line = linesOf(out)[i] ?? '';
    const found = JSON.parse(line);
    const { key, K, D, unique } = expectedOf(name);
    expect(Object.keys(found).slice(0, 9)).toEqual([
      'key',
      'K',
      'D',
      'dtype',
      'dead',
      'eps',
      'unique',
      'uniformity',
      'candidates',
    ]);
    expect(found).toMatchObject({ key, K, D, dead: [], eps: EPSILONS });
    const slack = /16$/.test(found.dtype) ? 0.005 * K : 0;
    unique.forEach((count, e) => {
      expect(Math.abs(found.unique[e] - count), `ε ${EPSILONS[e]}`).toBeLessThanOrEqual(slack);
    });
    expect(found.uniformity).toBeLessThan(0);
    expect(found.candidates[0]).toEqual({ key, K, D });
  });

  test('the line of the last file is the last one', async () => {
    const lines = linesOf((await run).out);
    expect(lines).toHaveLength(COUNTED.length);
    expect(JSON.parse(lines.at(-1) ?? '').file).toBe(at(COUNTED.at(-1) ?? ''));
  });

  test('a second head is a candidate, and counted by its key', async () => {
    const { key, K, D, unique } = expectedOf('dinov2_teacher_fp16.pth').also ?? expectedOf('');
    const { out } = await inspect(at('dinov2_teacher_fp16.pth'), '--json', '--key', key);
    const found = JSON.parse(out);
    expect(found.candidates[1]).toEqual({ key, K, D });
    expect(found).toMatchObject({ key, K, D });
    unique.forEach((count, e) => {
      expect(Math.abs(found.unique[e] - count)).toBeLessThanOrEqual(0.005 * K);
    });
  });
});

describe('a refused file', () => {
  // what the process took at most, in KB
  const watch = "data:text/javascript,process.on('exit',()=>console.log(process.resourceUsage().maxRSS))";
  const withMemory = (files: readonly string[]) =>
    runDoor('inspect', files, { NODE_OPTIONS: `--import "${watch}"` });
  const run = withMemory(Object.keys(REFUSED).map(at));

  test.each(Object.entries(REFUSED).map(([name, why], i) => [name, why, i] as const))(
    '%s is one line on standard error, with exit code 2',
    async (name, why, i) => {
      const { code, out, err } = await run;
      expect(code).toBe(2);
      expect(out).not.toContain('executed');
      const lines = linesOf(err);
      expect(lines).toHaveLength(Object.keys(REFUSED).length);
      expect(lines[i]).toMatch(why);
      expect(lines[i]).toMatch(new RegExp(`^${at(name)}: .*\\.$`));
    },
  );

  test('takes no more memory than a small file does', async () => {
    const most = (text: string) => Number(linesOf(text).at(-1));
    const small = most((await withMemory([at('prototypes_f32.npy')])).out);
    expect(most((await run).out)).toBeLessThan(small + 100_000);
  });

  test('has a stack with --debug, and leaves the others counted', async () => {
    const { code, out, err } = await inspect(at('empty.npy'), at('swav.pth.tar'), '--debug', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).key).toBe(expectedOf('swav.pth.tar').key);
    expect(err).toMatch(/^ +at /m);
  });

  test.each([
    [
      [at('swav.pth.tar'), '--key', 'nothing'],
      2,
      /no matrix nothing\. It has state_dict\.module\.prototypes\.weight \(256 x 32\)/,
    ],
    [['nowhere.pth'], 2, /^nowhere\.pth: Cannot open nowhere\.pth\. No file has this name\./],
    [[FILES], 2, /It is a folder /],
    [[], 1, /without a file/],
    [[at('swav.pth.tar'), '--epsilon', '0.3'], 1, /one of 0\.001, /],
    [[at('swav.pth.tar'), '--colour'], 1, /colour/],
    [[at('swav.pth.tar'), at('empty.npy'), '--csv', 'a.csv'], 1, /with one file/],
    [[at('swav.pth.tar'), '--npy', `./${at('swav.pth.tar')}`], 1, /another path than that of a file to read/],
  ] as const)('%j ends with %i in one line', async (args, expected, words) => {
    const { code, out, err } = await inspect(...args);
    expect(linesOf(err)).toHaveLength(1);
    expect(err).toMatch(words);
    expect(out).toBe('');
    expect(code).toBe(expected);
  });
});

test('the words say what is in a file', async () => {
  const { code, out, err } = await inspect(at('dino_full.pth'), at('nan_and_zero_rows.npy'));
  expect(err).toBe('');
  expect(code).toBe(0);
  for (const words of [
    `${at('dino_full.pth')} (torch, epoch 100)`,
    'teacher.head.last_layer.weight_v: 512 x 32, float32',
    'in the teacher.',
    'DINO   CARP  DINOv2    CAPI  random',
    '0.025     152  29.7%  1.5%  10.8%   43.0%  100.0%  100.0%',
    'Dead rows: none.',
    'Groups of duplicates at ε 0.025: 60, the largest 5:',
    '  student.module.head.last_layer.weight_v: 512 x 32, float32',
    'Dead: 2 rows of zeros or of numbers that are not finite, never unique: 3, 5.',
  ])
    expect(out).toContain(words);
});

test('the files that it writes hold every group and one row of each', async () => {
  const [csv, npy] = [join(folder, 'groups.csv'), join(folder, 'unique.npy')];
  const { code, err } = await inspect(at('swav.pth.tar'), '--csv', csv, '--npy', npy, '--epsilon', '0.1');
  expect(code, err).toBe(0);
  const { K, D, unique } = expectedOf('swav.pth.tar');
  const rows = readFileSync(csv, 'utf8')
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(','));
  expect(rows).toHaveLength(K);
  EPSILONS.forEach((_, e) => {
    expect(new Set(rows.map((row) => row[e + 1])).size).toBe(unique[e]);
  });
  const kept = await npyTensor(fileOf(new Uint8Array(readFileSync(npy))));
  expect(kept.shape).toEqual([unique[EPSILONS.indexOf(0.1)], D]);
  // they differ by more than ε, so that none is a copy
  expect(JSON.parse((await inspect(npy, '--json')).out).unique[EPSILONS.indexOf(0.1)]).toBe(kept.shape[0]);
  // nothing is left of the writing
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a file that cannot be written is said in one line, after the numbers', async () => {
  for (const flag of ['--csv', '--svg']) {
    const { code, err } = await inspect(at('swav.pth.tar'), flag, `${FILES}/nowhere/a`);
    expect(code).toBe(2);
    expect(linesOf(err)).toHaveLength(1);
    expect(err).toMatch(/Cannot write .*nowhere\/a/);
  }
});

test('several files are compared in words and drawn as one plot', async () => {
  const names = ['swav.pth.tar', 'dino_full.pth'];
  const [svg, png] = [join(folder, 'plot.svg'), join(folder, 'plot.png')];
  const { code, out, err } = await inspect(...names.map(at), '--svg', svg, '--png', png);
  expect(code, err).toBe(0);
  const table = linesOf(out).slice(-2);
  // by their epochs, 100 and 400
  expect(table[0]).toMatch(/dino_full\.pth, epoch 100 +512 +32 +52\.5% +39\.8%.* 13\.1%$/);
  expect(table[1]).toMatch(/swav\.pth\.tar, epoch 400 +256 +32 +83\.2%.* 41\.0%$/);
  const drawn = readFileSync(svg, 'utf8');
  for (const words of [...names, 'random baseline', 'DINO (paper)', 'CAPI (paper)'])
    expect(drawn).toContain(words);
  const { width, height } = decode(readFileSync(png));
  expect([`width="${width / 2}"`, `height="${height / 2}"`].filter((size) => !drawn.includes(size))).toEqual(
    [],
  );
});

test('arrays of images tell the use of the prototypes', async () => {
  // of 256 prototypes each of the first 64 wins four images, and in the second view a half of them wins another
  const indices = Float32Array.from({ length: 256 }, (_, i) => i % 64);
  const other = indices.map((k, i) => (i % 2 === 0 ? k : k + 64));
  const files = [indices, other].map((values, i) => {
    const path = join(folder, `view-${i}.npy`);
    writeFileSync(path, Buffer.concat([...npyRows(values, 1, [...values.keys()])]));
    return path;
  });
  const [first, second] = files.map((path) => ['--images', path]);
  const one = await inspect(at('swav.pth.tar'), ...first);
  expect(one.err).toBe('');
  expect(one.out).toContain('Use by 256 images: 64 (25.0%) are occupied, with a perplexity of 25.0% of K.');
  const { out } = await inspect(at('swav.pth.tar'), ...first, ...second, '--json');
  const { use } = JSON.parse(out);
  expect(use).toMatchObject({ images: 256, occupied: 0.25, used: 0.375, agreement: 0.5 });
  expect(use.occupiedPerplexity).toBeCloseTo(0.25, 12);
  const small = ['--key', 'teacher.ibot_head.last_layer.weight_v', '--images', at('prototypes_f32.npy')];
  const wrong = await inspect(at('dinov2_teacher_fp16.pth'), ...small);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toMatch(/It is \[512, 32\] of float32, and the prototypes are \[512, 16\]\./);
  const three = await inspect(at('swav.pth.tar'), ...first, ...first, ...first);
  expect(three.err).toMatch(/--images 3 times/);
});

test('a matrix is turned when asked', async () => {
  const { out } = await inspect(at('prototypes_f32.npy'), '--turn', '--json');
  expect(JSON.parse(out)).toMatchObject({ K: 32, D: 512, turned: true });
});

test('the help names every flag', async () => {
  const { code, out } = await inspect('--help');
  expect(code).toBe(0);
  for (const flag of [
    '--key',
    '--turn',
    '--json',
    '--png',
    '--csv',
    '--images',
    '--npy',
    '--epsilon',
    '--debug',
  ])
    expect(out).toContain(`  ${flag}`);
});
