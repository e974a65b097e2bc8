import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { build as buildPage } from 'vite';
import { BUILT, PAGE } from './installed.ts';
import { noticesOf } from './notices.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Scripts of the installed package by their names in its folder lib: its commands, and what code imports. */
const DOORS = {
  'proto-playground': 'src/proto-playground.ts',
  inspect: 'src/inspect.ts',
  train: 'src/headless.ts',
  reproduce: 'src/reproduce.ts',
  oracle: 'src/oracle.ts',
  serve: 'src/serve.ts',
  library: 'src/node/inspect-file.ts',
  // a thread of its own
  'stripe-thread': 'src/node/stripe-thread.ts',
};

/** Packages that stay outside: optional ones with programs of their own, a compiler whose work is done here, and what
 *  TensorFlow.js asks for in a Node without fetch. */
const OUTSIDE = ['webgpu', 'playwright', 'assemblyscript/*', 'node-fetch'];

/** TensorFlow.js' modules for Node use what only Node's older modules have. */
const OLDER_NODE = [
  "import { createRequire as makeRequire } from 'node:module';",
  'const require = makeRequire(import.meta.url);',
  'const { dirname: __dirname, filename: __filename } = import.meta;',
].join('\n');

/**
 * Builds all that the npm package brings into the folder lib: doors with everything that they need, so that installing
 * fetches nothing, the page with its images and kernels, and the notices of what is in them.
 */
export async function buildPackage(engine: string): Promise<void> {
  const lib = join(ROOT, BUILT);
  rmSync(lib, { recursive: true, force: true });
  mkdirSync(lib);
  await buildPage({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: join(ROOT, PAGE) },
  });
  const { metafile } = await bundle({
    absWorkingDir: ROOT,
    entryPoints: DOORS,
    outdir: BUILT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    external: OUTSIDE,
    // its main file loads its own parts in a way that no bundler follows
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    define: { __ENGINE__: JSON.stringify(engine) },
    banner: { js: OLDER_NODE },
    metafile: true,
    logLevel: 'error',
  });
  execFileSync(process.execPath, [TSC, '-p', 'tsconfig.library.json'], { cwd: ROOT, stdio: 'inherit' });
  writeFileSync(
    join(lib, 'licences.txt'),
    noticesOf(Object.keys(metafile.inputs).map((path) => join(ROOT, path))),
  );
}
