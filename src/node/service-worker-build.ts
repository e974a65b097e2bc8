import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

/** Files that the page never asks for: KaTeX's fonts for browsers older than those it needs, and the README's picture. */
const UNASKED = /KaTeX[^/]*\.(ttf|woff)$|^screenshot\.png$/;

/** Files whose names change with their content. */
const HASHED = 'assets/';

/** All files below a folder, by their paths in it. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();

/** The hashed files of the build in a folder, which its service worker lists. */
function hashedFiles(folder: string): Set<string> {
  const list = join(folder, 'sw.js');
  if (!existsSync(list)) return new Set();
  return new Set(readFileSync(list, 'utf8').match(/\bassets\/[\w.-]+/g));
}

/**
 * Builds the service worker, last, with a list of every file that it keeps; names with a hash need no revision.
 *
 * The hashed files of the former build stay in the folder beside those of the new one: a page of the former build may
 * be open, and asks for its parts late. All other files are removed.
 */
export function serviceWorker(): Plugin {
  let folder = '';
  let former = new Set<string>();
  let own = new Set<string>();
  let given: readonly string[] = [];
  return {
    name: 'playground-service-worker',
    apply: 'build',
    config: () => ({ build: { emptyOutDir: false } }),
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
      given = existsSync(config.publicDir) ? filesBelow(config.publicDir) : [];
    },
    buildStart: () => {
      former = hashedFiles(folder);
    },
    writeBundle: (_, bundle) => {
      own = new Set([...Object.keys(bundle), ...given]);
    },
    async closeBundle() {
      for (const name of filesBelow(folder))
        if (!own.has(name) && !former.has(name)) rmSync(join(folder, name));
      const files = [...own].filter((name) => !UNASKED.test(name)).sort();
      const list = files.map((url) => {
        const sha = createHash('sha256')
          .update(readFileSync(join(folder, url)))
          .digest('base64');
        return {
          url,
          revision: url.startsWith(HASHED) ? null : sha,
          // A file of another build is refused. What is packed may come unpacked, which no sum fits.
          ...(url.endsWith('.gz') ? {} : { integrity: `sha256-${sha}` }),
        };
      });
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { __PRECACHE__: JSON.stringify(list) },
        build: {
          outDir: folder,
          emptyOutDir: false,
          copyPublicDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: fileURLToPath(new URL('../service-worker.ts', import.meta.url)),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}
