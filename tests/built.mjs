import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** All that the build reads. A folder's own time tells of files that are gone. */
const READ = ['src', 'public', 'index.html', 'vite.config.ts', 'package.json', 'package-lock.json'];

/** True if the built page is newer than all that it is built from. */
export function isBuilt(root = ROOT) {
  const page = join(root, 'dist/index.html');
  if (!existsSync(page)) return false;
  const built = statSync(page).mtimeMs;
  return READ.map((name) => join(root, name)).every((path) => newest(path) < built);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
