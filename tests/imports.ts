import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Import {
  /** As written, such as "../base/knobs.ts" or "d3". */
  readonly name: string;
  /** The file it names, from the sources' root, such as "base/knobs.ts"; absent for a package. */
  readonly file?: string;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

export interface Source {
  readonly text: string;
  /** The text without comments. */
  readonly code: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** Sources by their path below the root, with forward slashes. */
export type Sources = ReadonlyMap<string, Source>;

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Every .ts and .tsx file of src, by its path below src, but for declarations. */
export const readSources = (): Sources => readFiles(join(PROJECT, 'src'), ['.']);

/** The same of src and tests, by the path below the project. */
export const readProject = (): Sources => readFiles(PROJECT, ['src', 'tests']);

function readFiles(root: string, folders: readonly string[]): Sources {
  const names = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Map(names.map((name) => [name, parseSource(name, readFileSync(join(root, name), 'utf8'))]));
}

export function parseSource(path: string, text: string): Source {
  const code = stripComments(text);
  const imports: Import[] = [];
  const add = (name: string, typeOnly: boolean) => {
    const file = name.startsWith('.') ? posix.join(posix.dirname(path), name) : undefined;
    imports.push(file === undefined ? { name, typeOnly } : { name, file, typeOnly });
  };
  const from = /\b(?:import|export)\s+(type\s+)?([^'";]*?)\s*\bfrom\s*['"]([^'"]+)['"]/g;
  for (const [, type, what = '', name = ''] of code.matchAll(from))
    add(name, type !== undefined || onlyTypes(what));
  for (const [, name = ''] of code.matchAll(/\bimport\s*\(?\s*['"]([^'"]+)['"]/g)) add(name, false);
  return { text, code, lines: text.split('\n').length - 1, imports };
}

/** `{ type A, type B }`. */
function onlyTypes(what: string): boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(what.trim())?.[1];
  const names =
    inner
      ?.split(',')
      .map((name) => name.trim())
      .filter(Boolean) ?? [];
  return names.length > 0 && names.every((name) => name.startsWith('type '));
}

/** Comments go, strings and templates stay. */
function stripComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, kept?: string) => kept ?? '',
  );
}

/** All that `start` needs at run time: files reached through imports, and packages. Worker scripts are not
 *  imports. */
export function reach(sources: Sources, start: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (files.has(next)) continue;
    files.add(next);
    for (const { name, file, typeOnly } of sources.get(next)?.imports ?? []) {
      if (typeOnly) continue;
      if (file === undefined) packages.add(name);
      else queue.push(file);
    }
  }
  return { files, packages };
}
