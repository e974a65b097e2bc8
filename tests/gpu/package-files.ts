import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './children.ts';

/** Found in other ways, or not needed on a bare machine. */
const EXTERNAL = [
  'assemblyscript',
  'assemblyscript/*',
  'esbuild',
  'playwright',
  'vite',
  'vitest',
  'webgpu',
  '*.node',
];

/**
 * The files under node_modules that scripts of the project reach, and the package.json of each, from the root. A
 * bundler finds them, resolving as Node does. Throws where an import resolves to nothing.
 */
export async function packageFiles(starts: readonly string[]): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [...starts],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    outdir: '/unused',
    platform: 'node',
    format: 'esm',
    mainFields: ['main'],
    conditions: ['node'],
    logLevel: 'silent',
    loader: { '.css': 'empty' },
    external: EXTERNAL,
  });
  const files = Object.keys(metafile.inputs).filter((path) => path.startsWith('node_modules/'));
  return [...new Set([...files, ...files.flatMap(packageJsons)])];
}

/** Every package.json between a file and its package's folder: they say what a module's type is. */
function packageJsons(path: string): string[] {
  const root = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? dirname(path);
  const found: string[] = [];
  for (let at = dirname(path); at.length >= root.length; at = dirname(at))
    found.push(join(at, 'package.json'));
  return found.filter((file) => existsSync(join(ROOT, file)));
}
