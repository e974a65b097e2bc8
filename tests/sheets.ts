import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { dirname as folderOf } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import type { Sources } from './imports.ts';

/** Style sheets by their path below src, with forward slashes. */
export type Sheets = ReadonlyMap<string, string>;

/** Rooms of ui by the cascade layers that their sheets may fill: a layer for each floor. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  kit: ['tokens', 'kit'],
  words: ['kit'],
  figures: ['parts'],
  setup: ['parts'],
  'understand/verdict': ['wings'],
  'understand/prototypes': ['wings'],
  'understand/algorithm': ['wings'],
  'understand/tour': ['wings'],
  'understand/source': ['wings'],
  runs: ['wings'],
  share: ['wings'],
  inspect: ['wings'],
  images: ['wings'],
  compare: ['compare'],
  shell: ['shell'],
};
/** Marks, paper and embedded pages: every room has its say there. */
const LAST = 'overrides';
/** Rooms with more sheets than one. The equations' comes later, with KaTeX; the others would be too long in one. */
const SHEETS: ReadonlyMap<string, number> = new Map([
  ['words', 2],
  ['compare', 3],
  ['shell', 2],
]);
const MOST_LINES = 400;
/** The sheet that names all layers in order, and so comes first. */
const FIRST = 'ui/kit/style.css';
const DOOR = 'main.tsx';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

export function readSheets(): Sheets {
  const names = readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.css'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Map(names.map((name) => [name, readFileSync(join(ROOT, name), 'utf8')]));
}

/** Violations of the rules of style sheets, one sentence each; empty when nothing does. */
export function sheetViolations(sheets: Sheets, sources: Sources): string[] {
  return [...sheets.keys()]
    .flatMap((path) => [
      ...contentViolations(path, sheets.get(path) ?? ''),
      ...importerViolations(path, sources),
    ])
    .concat(crowds(sheets), strangers(sheets, sources));
}

const roomOf = (path: string) => folderOf(path).replace(/^ui\//, '');

/** Rules outside the room's layers, and length. */
function contentViolations(path: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.split('\n').length - 1;
  if (lines > MOST_LINES) found.push(`${path}: ${lines} lines, at most ${MOST_LINES}`);
  const layers = LAYERS[roomOf(path)];
  if (!path.startsWith('ui/') || !layers) return [...found, `${path}: a sheet outside the rooms of ui`];
  for (const head of topLevel(text)) {
    const layer = /^@layer ([\w-]+)$/.exec(head)?.[1];
    if (layer !== undefined && (layers.includes(layer) || layer === LAST)) continue;
    if (path === FIRST && /^@layer [\w, -]+;$/.test(head)) continue;
    if (/^@import .* layer\(\w+\);$/.test(head)) continue;
    found.push(`${path}: ${head} stands outside of ${[...layers, LAST].join(', ')}`);
  }
  return found;
}

/** Statements and heads of blocks that stand in no other block. */
function topLevel(text: string): string[] {
  const heads: string[] = [];
  let depth = 0;
  let head = '';
  for (const sign of text.replace(/\/\*[\s\S]*?\*\//g, '')) {
    if (sign === '{' && depth++ === 0) heads.push(head.trim());
    else if (sign === '}') depth--;
    else if (depth === 0) {
      head += sign;
      if (sign !== ';') continue;
      heads.push(head.trim());
    } else continue;
    head = '';
  }
  return heads;
}

/** A sheet comes with a component of its own room; the first one comes before all of them. */
function importerViolations(path: string, sources: Sources): string[] {
  const importers = [...sources].flatMap(([name, { imports }]) =>
    imports.some(({ file }) => file === path) ? [name] : [],
  );
  const right = ([name, ...others]: readonly string[]) =>
    others.length === 0 &&
    (path === FIRST ? name === DOOR : name !== undefined && folderOf(name) === folderOf(path));
  if (right(importers)) return [];
  const wanted = path === FIRST ? DOOR : 'one file of its own room';
  return [`${path}: imported by ${importers.join(', ') || 'nothing'}, wanted ${wanted}`];
}

function crowds(sheets: Sheets): string[] {
  const counts = new Map<string, number>();
  for (const path of sheets.keys()) counts.set(roomOf(path), (counts.get(roomOf(path)) ?? 0) + 1);
  return [...counts]
    .filter(([room, count]) => count > (SHEETS.get(room) ?? 1))
    .map(([room, count]) => `ui/${room}: ${count} sheets`);
}

/** Sheets of packages, which would come unlayered and so win over every layer. */
function strangers(sheets: Sheets, sources: Sources): string[] {
  return [...sources].flatMap(([path, { imports }]) =>
    imports.flatMap(({ name, file }) =>
      name.endsWith('.css') && (file === undefined || !sheets.has(file)) ? [`${path}: imports ${name}`] : [],
    ),
  );
}
