import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { behave } from '../../src/node/door.ts';
import { lastLines, runScript } from './children.ts';
import { diagnosis, findDriver } from './driver.ts';
import { commitOf, findCard, machineOf, readManifest } from './machine.ts';
import { PARTS, TOGETHER } from './parts.ts';
import type { PartResult } from './record.ts';
import { type Ending, writeReport } from './report.ts';
import { askTorch } from './torch.ts';

// The whole check: run-gpu.sh starts it in the unpacked kit, with the flags that it was given.

const USAGE =
  'run-gpu.sh [--quick] [--only PART,PART] [--seconds N] [--frozen] [--doctor]\n' +
  '  --quick    small sizes, for a software driver: it only shows that every part runs to its end\n' +
  `  --only     some of: ${Object.keys(PARTS).join(' ')}\n` +
  '  --seconds  for all parts together; default 450\n' +
  '  --frozen   the sources as they were packed, even where a working tree is here\n' +
  '  --doctor   only whether the kit is complete\n';

/** A software driver takes so much longer. */
const QUICK_FACTOR = 3;
/** Seconds that are kept back for the report. */
const REPORT = 5;
/** A part that has less time than this is not begun, in seconds. */
const LEAST = 8;
/** A part's own limit comes before the one from outside, so that it can end by itself, in seconds. */
const EARLIER = 3;
const LOGGED = 20_000;
/** Products that PyTorch multiplies where WebGPU finds no GPU. */
const ALONE = [
  ['square', 'nn', 4096, 4096, 4096],
  ['scores, K 65,536', 'nt', 1024, 65536, 256],
];

behave({ doing: 'checking this machine', stopped: () => 'Stopped. Parts so far are in --work.' });

const flags = readFlags();
/** Seconds since run-gpu.sh was started: unpacking counts. */
const elapsed = () => Date.now() / 1000 - flags.since;
const { out } = flags;
const parts = join(flags.work, 'parts');
rmSync(parts, { recursive: true, force: true });
for (const folder of [parts, out]) mkdirSync(folder, { recursive: true });

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        kit: { type: 'string', default: '.gpu' },
        work: { type: 'string', default: join(tmpdir(), 'gpu-kit') },
        out: { type: 'string', default: 'gpu-out' },
        sources: { type: 'string', default: 'as packed' },
        since: { type: 'string', default: `${Date.now() / 1000}` },
        quick: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        seconds: { type: 'string', default: '450' },
        frozen: { type: 'boolean' },
        doctor: { type: 'boolean', default: false },
      },
    });
    const only = values.only.split(',').filter((name) => name);
    const stray = only.find((name) => !(name in PARTS));
    if (stray !== undefined) throw new Error(`--only ${stray}: no such part`);
    const seconds = Number(values.seconds);
    if (!(seconds > 0)) throw new Error(`--seconds ${values.seconds}: wanted a number above 0`);
    return { ...values, only, seconds, since: Number(values.since) };
  } catch (thrown) {
    process.stderr.write(`run-gpu: ${thrown instanceof Error ? thrown.message : thrown}\n${USAGE}`);
    process.exit(2);
  }
}

const log = (text: string) => appendFileSync(join(out, 'log.txt'), `${text}\n`);
function say(line: string): void {
  process.stdout.write(`${elapsed().toFixed(0)} s  ${line}\n`);
  log(line);
}

function fail(line: string): never {
  say(`run-gpu: ${line}`);
  process.exit(1);
}

const left = () => flags.seconds - elapsed() - REPORT;
const endings = new Map<string, Ending>();
const manifest = readManifest(flags.work);
say(`sources: ${flags.sources}, kit of ${commitOf(manifest)}`);

if (flags.doctor) {
  const { code, out: heard, err } = await runScript('tests/gpu/doctor.ts', [], { seconds: 300 });
  process.stderr.write(`${heard}${err}`);
  if (code !== 0) fail('the kit lacks something: see above');
  say('the kit is complete');
  process.exit(0);
}

const card = findCard();
say(`nvidia-smi: ${card || 'none'}`);
const driver = await findDriver({ kit: flags.kit, work: flags.work, card, say });
if (!driver && !card) fail('no adapter at all: install a GPU driver, or Chromium for --quick');
if (driver?.software && !flags.quick)
  fail('the only adapter is a software driver: give --quick to try the kit out');
const machine = machineOf(manifest, flags.sources, card, driver?.adapter ?? '');
const env: NodeJS.ProcessEnv = { ...driver?.env, BENCH_COMMIT: commitOf(manifest), NODE_NO_WARNINGS: '1' };
if (driver) await runParts();
else await torchAlone();
say('all parts done');
process.stdout.write(`${report()}\n`);

async function runParts(): Promise<void> {
  const wanted = Object.keys(PARTS).filter((name) => flags.only.length === 0 || flags.only.includes(name));
  for (const name of wanted) {
    const group = TOGETHER.includes(name) ? wanted.filter((other) => TOGETHER.includes(other)) : [name];
    if (group[0] === name) await Promise.all(group.map(runPart));
  }
}

async function runPart(name: string): Promise<void> {
  const most = Math.min((PARTS[name]?.seconds ?? 0) * (flags.quick ? QUICK_FACTOR : 1), left());
  if (most < LEAST) {
    say(`${name}: no time left`);
    const none: PartResult = { part: name, quick: flags.quick, items: [], ended: 'no time left' };
    writeFileSync(join(parts, `${name}.json`), JSON.stringify(none));
    return;
  }
  say(`${name}: at most ${Math.round(most)} s`);
  const given = ['--out', parts, '--seconds', `${most - EARLIER}`, ...(flags.quick ? ['--quick'] : [])];
  const {
    code,
    out: heard,
    err,
  } = await runScript('tests/gpu/part.ts', [name, ...given], { seconds: most, env });
  log(`${heard}${err}`.slice(-LOGGED));
  if (code !== 0) endings.set(name, `${code}: ${lastLines(err, 1).slice(0, 600)}`);
  say(code === 0 ? `${name} done` : `${name} ended with ${endings.get(name)?.slice(0, 300)}`);
  report();
}

/** PyTorch alone: if WebGPU opens no GPU, the card is still worth its numbers beside another run's. */
async function torchAlone(): Promise<void> {
  log(await diagnosis());
  say('NO HARDWARE ADAPTER: log.txt holds what the Vulkan loader says; PyTorch alone is measured');
  const found = await askTorch(['products', JSON.stringify(ALONE)], 60).catch((thrown: unknown) =>
    String(thrown),
  );
  say(JSON.stringify(found));
}

/** Writes the report of what there is so far, and returns it in short. */
function report(): string {
  return writeReport({ parts, out, machine, endings });
}
