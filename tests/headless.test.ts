import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Report } from '../src/base/messages.ts';
import { runJson } from '../src/export/run-json.ts';
import { runDoor as run } from './door.ts';
import { TINY } from './train/session/host.ts';
import { whereItRuns } from './where-it-runs.ts';

const flags = Object.entries({ ...TINY, steps: 12 }).flatMap(([key, value]) => [`--${key}`, String(value)]);

test('headless prints reports as JSON lines, the summary last, progress on standard error', async () => {
  const { code, out, err } = await run('headless', ['--backend', 'wasm', ...flags]);
  expect(code).toBe(0);
  const reports = out
    .trim()
    .split('\n')
    .map((line): Report => JSON.parse(line));
  expect(reports.filter(({ type }) => type === 'measure').length).toBe(12);
  const last = reports.at(-1);
  if (last?.type !== 'summary') throw new Error(`the last line is a ${last?.type}`);
  expect(Object.keys(last)).toEqual([
    'type',
    'unique',
    ...['agreedAndUnique', 'used', 'wonBalanced', 'neverUsed', 'usedAndUnique', 'agreed', 'agreement'],
    ...['agreementChance', 'occupied', 'occupiedPerplexity', 'occupiedAndUnique', 'purity'],
    ...[
      'purityShuffled',
      'adjustedMutualInformation',
      'dead',
      'perplexity',
      'uniformity',
      'embeddingDiversity',
    ],
    ...['effectiveRank', 'patchUsed', 'patchAgreed', 'patchUnique', 'knn'],
    'knnRandomInit',
    'knnUntrained',
    'knnRawPixels',
    'loss',
    'steps',
    'seconds',
    'backend',
    'prototypeAccuracy',
    'ceiling',
  ]);
  expect(last.steps).toBe(12);
  expect(err).toMatch(/step 12\/12 .* s left/);
});

const SMALL = [...flags, '--steps', '3'];

test('headless repeats a saved run with the changes of its course, at their steps', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  const numbers = async (args: readonly string[]) => {
    const { code, out, err } = await run('headless', ['--backend', 'wasm', ...args]);
    expect(code, err).toBe(0);
    const reports = out
      .trim()
      .split('\n')
      .map((line): Report => JSON.parse(line));
    return {
      course: reports.findLast(({ type }) => type === 'course'),
      measures: reports.flatMap((report) =>
        report.type === 'measure' ? [{ ...report, seconds: 0, stepsPerSecond: 0, secondsLeft: 0 }] : [],
      ),
    };
  };
  const changes = [
    { step: 4, key: 'lr', value: 0.02 },
    { step: 8, key: 'update', value: 'encoder' },
  ];
  const config = { ...TINY, steps: 12 };
  const byConfig = join(folder, 'config.json');
  writeFileSync(byConfig, JSON.stringify({ ...config, changes }));
  const first = await numbers(['--config', byConfig]);
  expect(first.course).toEqual({ type: 'course', changes, byHand: [] });

  const backend = { name: 'wasm', adapter: 'CPU', software: false, reason: 'asked' } as const;
  const lanes = [
    { config: { ...config, seed: 2 }, backend, series: {} },
    { config, course: { changes, byHand: [] }, backend, series: {} },
  ];
  const byRun = join(folder, 'run.json');
  writeFileSync(byRun, runJson({ createdAt: '2026-11-28T00:00:00Z', playground: '0.1.0', lanes }));
  expect(await numbers(['--config', byRun, '--lane', '2'])).toEqual(first);

  for (const [args, came] of [
    [['--config', byRun], 'the run has 2 lanes'],
    [['--config', byRun, '--lane', '3'], 'from 1 to 2'],
    [['--config', byConfig, '--lane', '1'], 'run file of several lanes'],
  ] as const) {
    const { code, err } = await run('headless', args);
    expect(code).toBe(1);
    expect(err).toContain(came);
  }
  rmSync(folder, { recursive: true });
});

test('headless trains on WebGPU as it does on wasm', whereItRuns('webgpu'), async () => {
  const losses = async (backend: string) => {
    const { code, out, err } = await run('headless', ['--backend', backend, ...SMALL]);
    expect(code, err).toBe(0);
    const reports = out
      .trim()
      .split('\n')
      .map((line): Report => JSON.parse(line));
    expect(reports.find(({ type }) => type === 'device')).toMatchObject({ backend: { name: backend } });
    expect(reports.at(-1)?.type).toBe('summary');
    return reports.flatMap((report) => (report.type === 'measure' && report.step > 0 ? [report.loss] : []));
  };
  const [want, got] = [await losses('wasm'), await losses('webgpu')];
  expect(got.length).toBe(3);
  got.forEach((loss, i) => {
    expect(Math.abs(Number(loss) / Number(want[i]) - 1)).toBeLessThan(1e-4);
  });
});

// other systems reach their GPU without Vulkan
if (process.platform === 'linux')
  test('headless --backend webgpu says what is missing where no driver opens, and starts nothing', async () => {
    const { code, out, err } = await run('headless', ['--backend', 'webgpu', ...SMALL], {
      VK_DRIVER_FILES: '/nowhere.json',
      VK_ICD_FILENAMES: '/nowhere.json',
    });
    expect(code).toBe(1);
    expect(out).not.toContain('"measure"');
    expect(err).toMatch(/WebGPU in Node found no GPU|Vulkan loader/);
    expect(err).toMatch(/\.\n/);
    expect(err).toContain('--backend wasm');
  });

test('headless refuses a bad flag and a bad config file with what to do, and starts nothing', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'playground-')), 'config.json');
  writeFileSync(file, JSON.stringify({ K: 3, method: 'carp' }));
  const noted = join(mkdtempSync(join(tmpdir(), 'playground-')), 'noted.json');
  writeFileSync(noted, '\ufeff{\r\n  // too small\r\n  "K": 3,\r\n}\r\n', 'utf16le');
  const broken = join(mkdtempSync(join(tmpdir(), 'playground-')), 'broken.json');
  writeFileSync(broken, '{\n  "K": }\n');
  for (const [args, came] of [
    [['--K', 'many'], 'K = many'],
    [['--colour', 'red'], 'colour'],
    [['--config', file], 'K = 3'],
    [['--config', noted], 'K = 3'],
    [['--config', broken], 'Line 2, column 8: value expected.'],
    [['--config', 'nowhere.json'], 'nowhere.json'],
    [['--backend', 'quantum'], 'quantum'],
    [['stray'], 'stray'],
  ] as const) {
    const { code, out, err } = await run('headless', args);
    expect(code).toBe(1);
    expect(out).not.toContain('"measure"');
    expect(err).toContain(came);
    expect(err).toMatch(/\.\n/);
  }
});

test('headless says once which settings change nothing in the run', async () => {
  const { code, err } = await run('headless', ['--backend', 'wasm', ...SMALL, '--freeze_prototypes', '3']);
  expect(code).toBe(0);
  expect(err.match(/^Note: .*$/gm)).toEqual([
    'Note: freeze_prototypes: Prototypes stay frozen to the end of the run.',
  ]);
  const plain = await run('headless', ['--backend', 'wasm', ...SMALL]);
  expect(plain.err).not.toContain('Note:');
});

test('headless --print-flags prints the settings of other projects, and trains nothing', async () => {
  const { code, out } = await run('headless', ['--print-flags', '--method', 'swav', '--K', '256']);
  expect(code).toBe(0);
  expect(out).toMatch(/^SwAV:\n/);
  expect(out).toContain('--nmb_prototypes 256');
  expect(out).not.toContain('"type"');
});

test('headless --help lists every knob', async () => {
  const { code, out } = await run('headless', ['--help']);
  expect(code).toBe(0);
  for (const key of [
    '--K',
    '--decoupled.eta',
    '--carp.partition_size',
    '--head.output_norm',
    '--views.noise',
  ])
    expect(out).toContain(`  ${key} VALUE`);
});

test('oracle answers every case of the authors’ numbers, names an unknown one, and fails on it only when strict', async () => {
  const file = 'tests/oracle/official-losses.json';
  const { code, out } = await run('oracle', [file, '--strict']);
  expect(code).toBe(0);
  for (const name of ['carp_2crops', 'koleo', 'ibot_2crops', 'capi_online_clustering'])
    expect(out).toMatch(new RegExp(`${name} +ok +cpu .*wasm`));
  const edges = await run('oracle', ['tests/oracle/sinkhorn-edges.json', '--strict']);
  expect(edges.code).toBe(0);
  expect(edges.out).toContain('11 ok, 0 failed, 0 unknown');
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const strange = join(folder, 'strange.json');
  writeFileSync(strange, JSON.stringify({ riddle: { question: [1, 2] } }));
  const loose = await run('oracle', [strange]);
  expect(loose.code).toBe(0);
  expect(loose.out).toMatch(/riddle +unknown/);
  expect((await run('oracle', [strange, '--strict'])).code).toBe(1);
  rmSync(folder, { recursive: true });
  expect((await run('oracle', [])).code).toBe(1);
});

test('headless thins MNIST: the k-NN bank is the long tail, the queries are not', async () => {
  const { code, out } = await run('headless', [
    ...['--backend', 'wasm', '--mnist.imbalance', '100'],
    ...[...flags, '--eval_images', '10000'],
  ]);
  expect(code).toBe(0);
  const baseline = out
    .trim()
    .split('\n')
    .map((line): Report => JSON.parse(line))
    .find(({ type }) => type === 'baseline');
  if (baseline?.type !== 'baseline') throw new Error('no baseline');
  expect([baseline.bankSize, baseline.querySize]).toEqual([2480, 2000]);
});
