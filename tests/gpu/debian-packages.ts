import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The Vulkan loader with what NVIDIA's driver opens beside it, and the X libraries that some drivers link to. */
const PACKAGES = {
  debs: ['libvulkan1', 'libegl1', 'libglvnd0', 'libopengl0', 'libgl1', 'libglx0', 'libgles2'],
  'debs-x11': ['libx11-6', 'libxext6', 'libxcb1', 'libxau6', 'libxdmcp6', 'libbsd0', 'libmd0'],
} as const;

/** Downloads what is not in the kit yet; returns the names of what could not be had. */
export function fetchDebianPackages(kit: string): string[] {
  for (const folder of Object.keys(PACKAGES)) mkdirSync(join(kit, folder), { recursive: true });
  const fetchAll = () =>
    Object.entries(PACKAGES).flatMap(([folder, names]) =>
      names.filter((name) => !isThere(join(kit, folder), name) && !download(join(kit, folder), name)),
    );
  if (fetchAll().length === 0) return [];
  // the lists of a fresh machine are empty
  spawnSync('apt-get', ['-qq', 'update'], { stdio: 'ignore' });
  return fetchAll();
}

const isThere = (folder: string, name: string) =>
  existsSync(folder) && readdirSync(folder).some((file) => file.startsWith(`${name}_`));

const download = (folder: string, name: string) =>
  spawnSync('apt-get', ['-qq', 'download', name], { cwd: folder, stdio: 'ignore' }).status === 0;
