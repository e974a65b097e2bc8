import { dirname } from 'node:path/posix';
import { reach, type Sources } from './imports.ts';

/** Folder to floor: a file imports from floors below its own, and from its own folder. */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  math: 1,
  export: 1,
  metrics: 1,
  formats: 1,
  storage: 1,
  data: 2,
  views: 2,
  encoders: 2,
  prototypes: 2,
  methods: 2,
  optimizers: 2,
  census: 2,
  torch: 2,
  train: 3,
  plots: 3,
  weights: 3,
  worker: 4,
  ui: 5,
  node: 5,
  reproduce: 5,
  oracle: 5,
};

/** The same rule between the rooms of one folder. A folder named here has no loose files, unless '' gives them a floor. */
const ROOMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  math: {
    assembly: 0,
    tfjs: 0,
    webgpu: 1,
    kernel: 2,
    rows: 3,
    augment: 3,
    layers: 4,
    losses: 4,
    update: 4,
    estimators: 5,
  },
  train: { lane: 0, step: 1, measure: 2, session: 3 },
  plots: { density: 0, marks: 0, '': 1 },
  ui: {
    pace: 0,
    state: 1,
    words: 2,
    kit: 2,
    figures: 3,
    setup: 3,
    'understand/verdict': 4,
    'understand/prototypes': 4,
    'understand/algorithm': 4,
    'understand/tour': 4,
    'understand/source': 4,
    runs: 4,
    share: 4,
    inspect: 4,
    images: 4,
    compare: 5,
    shell: 6,
  },
};

const DOORS = 6;
const MOST_LINES = 400;
const MOST_FILES = 26;
/** Written in AssemblyScript, whose compiler finds its own imports: length and leftovers are checked there. */
const ASSEMBLY = /^math\/assembly\//;
/** The only files that may touch the file system or the process. */
const NODE_SIDE =
  /^(node\/[\w-]+|reproduce\/(child|engine|folder|picture|plan|runs)|headless|inspect|oracle|pack|proto-playground|reproduce|serve)\.ts$/;
/** All of d3 loads thirty packages, among them d3-selection, which works on the DOM. So do the parts that stand on it. */
const WHOLE_D3 = /^d3(-(brush|drag|selection|transition|zoom))?$/;
/** Folders by what their files must not import at run time or for types. */
const FORBIDDEN: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^(base|metrics|export|formats|storage|torch|plots|weights|ui)\//, /^@tensorflow\//, 'TensorFlow.js'],
  [/^ui\/state\//, /^(d3|idb$)|\/plots\//, 'plots or a browser store'],
  [/^(?!ui\/|main\.tsx)/, /^react/, 'React'],
  [/^(?!plots\/|ui\/)/, /^d3/, 'd3'],
  [/^/, WHOLE_D3, 'all of d3, or d3-selection'],
  [/^ui\//, /\.\.\/(math|data|views|encoders|prototypes|methods|optimizers|census|train)\//, 'the engine'],
];
/** Browser globals, which base and metrics must do without. */
const DOM = /(?<![.\w'"-])(document|window|navigator|localStorage|location)\s*[.[(]|\b(HTML|SVG)\w*Element\b/;
/** Ways around the type checker and the linter, and leftovers. */
const SHORTCUTS =
  /\bas any\b|\bas unknown as\b|@ts-(ignore|expect-error|nocheck)|biome-ignore|\bas (Command|Report)\b|\b(TODO|FIXME|XXX)\b/;

/** The inside of TensorFlow.js, which an upgrade may change: only math/tfjs may know it. */
const INSIDE_TFJS =
  /\btf\.engine\(|\.(tensorMap|bufferManager|uploadToGPU|submitQueue|typedArrayFromHeap|makeOutput|_malloc|_free)\b|\bbackend\[/;

/** Vite's globs name files without importing them: they may bring text alone. */
const GLOB = /import\.meta\.glob\b[^(]*\((?![^)]*query: '\?raw')/;

/** An exported declaration and its name. */
const EXPORT = /^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm;

const folder = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

/** The room of a file within its folder: 'understand/tour' for ui/understand/tour/Tour.tsx, '' for a loose file. */
function roomOf(path: string): string {
  const rooms = Object.keys(ROOMS[folder(path)] ?? {});
  const inner = path.slice(folder(path).length + 1);
  return rooms.find((room) => room !== '' && inner.startsWith(`${room}/`)) ?? dirname(inner);
}

/** Breaches of the rooms within one folder. */
function roomViolations(path: string, targets: readonly string[]): string[] {
  const own = folder(path);
  const rooms = ROOMS[own];
  if (!rooms) return [];
  const room = roomOf(path);
  const floor = rooms[room === '.' ? '' : room];
  if (floor === undefined) return [`${path}: the room ${room} is on no floor of ${own}`];
  return targets.flatMap((target) => {
    if (folder(target) !== own || roomOf(target) === room) return [];
    const below = rooms[roomOf(target) === '.' ? '' : roomOf(target)];
    if (below !== undefined && below < floor) return [];
    return [`${path} (floor ${floor} of ${own}) imports ${target} (floor ${below})`];
  });
}

/** Violations of the rules of the tree, one sentence each; empty when nothing does. */
export function violations(sources: Sources): string[] {
  const found: string[] = [];
  for (const [path, source] of sources) {
    const own = folder(path);
    const floor = own === '' ? DOORS : FLOORS[own];
    if (floor === undefined) found.push(`${path}: the folder ${own} is on no floor`);
    if (/(^|\/)index\.tsx?$/.test(path)) found.push(`${path}: a barrel`);
    if (/(^|\/)(utils?|helpers?|misc|common)(\/|\.tsx?$)/.test(path))
      found.push(`${path}: named after nothing`);
    if (source.lines > MOST_LINES) found.push(`${path}: ${source.lines} lines, at most ${MOST_LINES}`);
    if (SHORTCUTS.test(source.text)) found.push(`${path}: ${SHORTCUTS.exec(source.text)?.[0]}`);
    if (/^(base|metrics)\//.test(path) && DOM.test(source.code))
      found.push(`${path}: the browser's ${DOM.exec(source.code)?.[0]}`);
    if (!path.startsWith('math/tfjs/') && INSIDE_TFJS.test(source.code))
      found.push(`${path}: the inside of TensorFlow.js (${INSIDE_TFJS.exec(source.code)?.[0]})`);
    if (GLOB.test(source.code)) found.push(`${path}: a glob of code, not of text`);
    for (const { name, file } of source.imports) {
      for (const [where, what, title] of FORBIDDEN)
        if (where.test(path) && what.test(name)) found.push(`${path}: imports ${title} (${name})`);
      if (name.startsWith('node:') && !NODE_SIDE.test(path)) found.push(`${path}: imports ${name}`);
      if (file === undefined || ASSEMBLY.test(path)) continue;
      if (!sources.has(file)) {
        if (!/\.(css|svg|py\?raw)$/.test(file))
          found.push(`${path}: imports ${name}, which is no source file`);
        continue;
      }
      const target = folder(file) === '' ? DOORS : FLOORS[folder(file)];
      if (folder(file) !== own && target >= floor)
        found.push(`${path} (floor ${floor}) imports ${file} (floor ${target})`);
      if (own === '' && target === DOORS) found.push(`${path}: a door imports the door ${file}`);
    }
    const targets = source.imports.flatMap(({ file }) => (file && sources.has(file) ? [file] : []));
    if (!ASSEMBLY.test(path)) found.push(...roomViolations(path, targets));
  }
  return [...found, ...crowds(sources), ...namesakes(sources), ...rings(sources)];
}

/** Folders in which a reader no longer finds a file. */
function crowds(sources: Sources): string[] {
  const counts = new Map<string, number>();
  for (const path of sources.keys()) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([name, count]) => `${name}: ${count} files, at most ${MOST_FILES}`);
}

/** Names that two files export: a reader cannot tell which one an import means. */
function namesakes(sources: Sources): string[] {
  const files = new Map<string, string[]>();
  for (const [path, { code }] of sources) {
    if (ASSEMBLY.test(path)) continue;
    for (const [, name = ''] of code.matchAll(EXPORT)) files.set(name, [...(files.get(name) ?? []), path]);
  }
  return [...files]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name} is exported by ${paths.join(' and ')}`);
}

/** Import rings, types included. */
function rings(sources: Sources): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push(`ring: ${[...trail.slice(at), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const { file } of sources.get(path)?.imports ?? [])
      if (file !== undefined) visit(file, [...trail, path]);
    done.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return found;
}

/** Modules that must not come into the browser with `door`. */
export function stowaways(sources: Sources, door: string, forbidden: RegExp): string[] {
  const { files, packages } = reach(sources, door);
  return [...files, ...packages]
    .filter((name) => forbidden.test(name))
    .map((name) => `${door} brings ${name}`);
}
