import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { behave } from '../../src/node/door.ts';
import { ROOT } from './children.ts';
import { fetchDebianPackages } from './debian-packages.ts';
import { baseKey, HALVES, RUN_SCRIPT, sizeOf, stage } from './staging.ts';

// npm run gpu-kit [-- --no-check]: packs into .gpu what a bare machine with a GPU needs to check and time the project.

behave({ doing: 'packing', stopped: () => 'Stopped. The kit of before is as it was.' });

const KIT = join(ROOT, '.gpu');
const MEBIBYTE = 2 ** 20;
const MOST = 56 * MEBIBYTE;

const say = (line: string) => process.stdout.write(`${line}\n`);

function fail(line: string): never {
  process.stderr.write(`gpu-kit: ${line}\n`);
  process.exit(1);
}

if (process.platform !== 'linux' || process.arch !== 'x64')
  fail(
    `Node and Dawn are packed from this machine, which is ${process.platform} on ${process.arch}. Pack on Linux on x64.`,
  );
mkdirSync(KIT, { recursive: true });
const missing = fetchDebianPackages(KIT);
if (missing.includes('libvulkan1'))
  fail(
    'the Vulkan loader could not be fetched (apt-get download libvulkan1). Pack on Debian, with a network.',
  );
if (missing.length > 0) say(`packing without ${missing.join(' ')}, which could not be fetched`);

const folder = mkdtempSync(join(tmpdir(), 'gpu-kit-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await stage(folder);
const [base, kit] = HALVES;
const key = join(KIT, 'base.key');
// it takes minutes, and seldom changes
if (!existsSync(join(KIT, archiveOf(base))) || !existsSync(key) || readFileSync(key, 'utf8') !== baseKey()) {
  rmSync(key, { force: true });
  archive(base);
  writeFileSync(key, baseKey());
}
archive(kit);
cpSync(RUN_SCRIPT, join(KIT, 'run-gpu.sh'));
const size = sizeOf(KIT);
say(`.gpu: ${(size / MEBIBYTE).toFixed(1)} MiB`);
if (size > MOST)
  fail(
    `the kit is over ${MOST / MEBIBYTE} MiB. Look for what grew: tar tvf .gpu/base.tar.xz | sort -k3n | tail`,
  );
if (!process.argv.includes('--no-check')) check();

function archiveOf(half: string): string {
  return `${half}.tar.xz`;
}

/** As tar and every Python read it. */
function archive(half: string): void {
  const from = join(folder, half);
  const to = join(KIT, archiveOf(half));
  say(`packing ${archiveOf(half)} of ${(sizeOf(from) / MEBIBYTE).toFixed(0)} MiB`);
  const { status } = spawnSync('tar', ['cJf', `${to}.new`, '--owner=0', '--group=0', '-C', from, '.'], {
    stdio: 'inherit',
    env: { ...process.env, XZ_OPT: process.env['XZ_OPT'] ?? '-T0 -3' },
  });
  if (status !== 0) fail(`tar ended with ${status}. Install tar and xz-utils.`);
  renameSync(`${to}.new`, to);
}

/** A folder where nothing of this machine's Node and packages is found. */
function check(): void {
  say('checking the kit where nothing else is');
  const empty = mkdtempSync(join(tmpdir(), 'gpu-check-'));
  const { status } = spawnSync('bash', [join(KIT, 'run-gpu.sh'), '--doctor'], {
    cwd: empty,
    stdio: 'inherit',
    env: { PATH: '/usr/bin:/bin', HOME: empty, GPU_WORK: join(empty, 'work'), OUT: join(empty, 'out') },
  });
  rmSync(empty, { recursive: true, force: true });
  if (status !== 0) fail('the kit lacks something: see above');
}
