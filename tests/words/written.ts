import { readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'vite';

/** A piece of text in the sources. */
export interface Written {
  /** Its file and line, such as "src/ui/shell/Footer.tsx:14". */
  readonly at: string;
  /** The text, with N for every value that a template puts in. */
  readonly text: string;
  /** The object's key whose value it is, or the JSX attribute with @ before it. */
  readonly as: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Shaders and kernels: their texts are code. Their errors are covered where they are thrown. */
const CODE = /^src\/math\//;

/** Every text in `src` that reads as prose, so that a new one is checked without being listed. */
export function written(): Written[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .filter((path) => /(?<!\.d)\.tsx?$/.test(path) && !CODE.test(path))
    .sort()
    .flatMap(writtenIn);
}

function writtenIn(path: string): Written[] {
  const source = readFileSync(path, 'utf8');
  const found: Written[] = [];
  const take = (node: Node, text: string, as: string) => {
    const line = source.slice(0, node.start).split('\n').length;
    const plain = text.replace(/\s+/g, ' ').trim();
    if (prose(plain)) found.push({ at: `${path}:${line}`, text: plain, as });
  };
  const visit = (value: unknown, as: string): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, as);
    if (!isNode(value) || unread(value)) return;
    const name = nameOf(value) ?? as;
    if (UNSHOWN.has(name.replace('@', '')) || name.startsWith('@data-')) return;
    const text = textOf(value);
    if (text !== undefined) take(value, text, as);
    // a text within a template is a part of its sentence
    const within = value.type === 'TemplateLiteral' ? '' : name;
    for (const [key, child] of Object.entries(value)) if (key !== 'key') visit(child, within);
  };
  visit(parseSync(path, source).program, '');
  return found;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Literals, JSX texts and templates, whose values become N. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' || node.type === 'JSXText')
    return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  const parts = node['quasis'] as { readonly value: { readonly cooked: string } }[];
  return parts.map(({ value }) => value.cooked).join('N');
}

/** The name of an attribute, a property or a variable, for the texts in its value. */
function nameOf(node: Node): string | undefined {
  const key = { JSXAttribute: 'name', Property: 'key', VariableDeclarator: 'id' }[node.type];
  const name = key === undefined ? undefined : node[key];
  if (!isNode(name)) return undefined;
  const word = name['name'] ?? name['value'];
  if (typeof word !== 'string') return undefined;
  return node.type === 'JSXAttribute' ? `@${word}` : word;
}

/** Attributes and keys whose texts nobody reads as words. */
const UNSHOWN = new Set([
  ...['className', 'key', 'd', 'viewBox', 'style', 'href', 'rel', 'type', 'accept', 'tex', 'role'],
  // titles, names and addresses of papers, in their own spelling
  ...['authors', 'PAPER_BIBTEX'],
  // a program in Python
  'EXPORTER',
]);

/** Types, imports, tagged templates, errors of programmers and names for machines. */
function unread(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'TaggedTemplateExpression') return true;
  if (/^TS(?!AsExpression|SatisfiesExpression|NonNullExpression)/.test(node.type)) return true;
  if (node.type === 'BinaryExpression' && /^[!=]==$/.test(String(node['operator']))) return true;
  const callee = node['callee'];
  if (!isNode(callee)) return false;
  const property = callee['property'];
  const name = isNode(property) ? property['name'] : callee['name'];
  return typeof name === 'string' && MACHINES.has(name);
}

const MACHINES = new Set([
  ...[
    'Error',
    'RegExp',
    'querySelector',
    'querySelectorAll',
    'matchMedia',
    'fork',
    'request',
    'keep',
    'drawn',
  ],
]);

/** Two words or more, of which one is spelt with small letters. SVG, CSS and paths are none. */
const prose = (text: string): boolean =>
  /\s/.test(text) &&
  /[a-zà-ÿ]{3}/.test(text) &&
  !/<\w|="|\{\s|;\w|^[.#[]|^\w+ \w+=|^[MLN\d\s.-]+$/.test(text);
