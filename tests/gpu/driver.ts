import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { softwareDriver } from '../../src/node/vulkan.ts';
import { ROOT, run, runScript } from './children.ts';

/** The driver that WebGPU runs on, and the variables under which it is found. */
export interface Driver {
  readonly adapter: string;
  readonly software: boolean;
  readonly env: NodeJS.ProcessEnv;
}

export interface DriverSearch {
  /** The kit's folder, which holds libraries as Debian packages. */
  readonly kit: string;
  /** The folder that they are unpacked into. */
  readonly work: string;
  /** The card, from nvidia-smi; empty where there is none. */
  readonly card: string;
  say(line: string): void;
}

/** The place where containers keep the description of NVIDIA's driver. */
const NVIDIA = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';
const PROBE = 'tests/gpu/probe.ts';
const PATIENCE = 60;
const DIAGNOSIS = [
  "find / -xdev \\( -name 'nvidia_icd*.json' -o -name 'libGLX_nvidia.so*' -o -name 'libEGL_nvidia.so*' \\) 2>/dev/null | head",
  'ls -la /usr/local/nvidia/share/vulkan/icd.d /etc/vulkan/icd.d /usr/share/vulkan/icd.d 2>&1 | head -20',
];

/** The first driver that opens: a GPU's where the machine has one, else a software one; undefined where none does. */
export async function findDriver(search: DriverSearch): Promise<Driver | undefined> {
  return search.card ? findHardware(search) : findSoftware(search);
}

/** A container may hide the driver, or lack the loader or the X libraries that the driver links to. */
async function findHardware(search: DriverSearch): Promise<Driver | undefined> {
  if (!systemHasLoader()) installLoader(search);
  // a software driver that was named for other uses would hide the GPU
  const plain = { VK_DRIVER_FILES: undefined, VK_ICD_FILENAMES: undefined };
  const named = existsSync(NVIDIA) ? { ...plain, VK_DRIVER_FILES: NVIDIA } : plain;
  const tries: readonly (readonly [string, () => NodeJS.ProcessEnv])[] = [
    ['as it is', () => plain],
    ...(named === plain ? [] : [['with the driver named', () => named] as const]),
    ['with a loader beside', () => ({ ...named, ...besides(search, ['debs']) })],
    ['with X libraries beside', () => ({ ...named, ...besides(search, ['debs', 'debs-x11']) })],
  ];
  for (const [words, env] of tries) {
    const found = await probe(search, words, env());
    if (found && !found.software) return found;
  }
  return undefined;
}

async function findSoftware(search: DriverSearch): Promise<Driver | undefined> {
  const driver = softwareDriver();
  return probe(search, `software (${driver ?? 'no driver beside a browser'})`, {
    ...(driver ? { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver } : {}),
    ...(systemHasLoader() ? {} : besides(search, ['debs'])),
  });
}

async function probe(
  { say }: DriverSearch,
  words: string,
  env: NodeJS.ProcessEnv,
): Promise<Driver | undefined> {
  const { code, out, err } = await runScript(PROBE, [], { seconds: PATIENCE, env });
  const adapter = out.trim();
  say(`adapter, ${words}: ${adapter || `none (${err.trim().split('\n').at(-1)})`}`);
  return code === 0 || code === 3 ? { adapter, software: code === 3, env } : undefined;
}

function systemHasLoader(): boolean {
  const { stdout } = spawnSync('ldconfig', ['-p'], { encoding: 'utf8' });
  return (stdout ?? '').includes('libvulkan.so.1');
}

const packagesIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((name) => (name.endsWith('.deb') ? [join(folder, name)] : []))
    : [];

/** Into the system, where that is allowed: ldconfig also learns the driver's libraries. */
function installLoader({ kit }: DriverSearch): void {
  if (process.getuid?.() !== 0) return;
  for (const deb of packagesIn(join(kit, 'debs'))) spawnSync('dpkg', ['-x', deb, '/']);
  spawnSync('ldconfig');
}

/** The variables with which libraries of the kit are found; they are unpacked beside it, not into the system. */
function besides({ kit, work }: DriverSearch, folders: readonly string[]): NodeJS.ProcessEnv {
  const libraries = folders.map((name) => {
    const to = join(work, `${name}-lib`);
    if (!existsSync(to)) {
      mkdirSync(to, { recursive: true });
      for (const deb of packagesIn(join(kit, name))) spawnSync('dpkg', ['-x', deb, to]);
    }
    return join(to, 'usr/lib/x86_64-linux-gnu');
  });
  const own = process.env['LD_LIBRARY_PATH'];
  return { LD_LIBRARY_PATH: [...libraries.reverse(), ...(own ? [own] : [])].join(':') };
}

/** The Vulkan loader's words where no GPU opens. */
export async function diagnosis(): Promise<string> {
  const found: string[] = [];
  for (const command of DIAGNOSIS)
    found.push((await run('bash', ['-c', command], { seconds: PATIENCE })).out);
  const { out, err } = await runScript(PROBE, [], { seconds: PATIENCE, env: { VK_LOADER_DEBUG: 'all' } });
  return [...found, ...`${out}${err}`.split('\n').slice(-60), `in ${ROOT}`].join('\n');
}
