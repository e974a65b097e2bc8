/** Licences of what ships with the page. All allow that, if their notices ship too. */
export const SHIPPABLE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-SA-3.0',
  'ISC',
  'MIT',
  'OFL-1.1',
  'Unlicense',
  'Zlib',
]);

/** A package, or what else has a licence of its own. */
export interface Licensed {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, such as "MIT OR Apache-2.0". */
  readonly licence: string | undefined;
  /** Its licence and notice files. */
  readonly texts: readonly string[];
}

/** True if an SPDX expression can be met with these licences alone: any side of OR, both sides of AND. */
export function allows(expression: string | undefined, licences: ReadonlySet<string>): boolean {
  if (expression === undefined) return false;
  // brackets first: what is inside one becomes a licence that is allowed, or one that is not
  const inner = /\(([^()]*)\)/.exec(expression);
  if (inner) {
    const [whole, inside] = inner;
    const met = new Set([...licences, MET]);
    return allows(expression.replace(whole, allows(inside, met) ? MET : 'none'), met);
  }
  return expression
    .split(' OR ')
    .some((each) => each.split(' AND ').every((licence) => licences.has(licence.trim())));
}

/** Stands for brackets whose licences are allowed. */
const MET = 'met';

/** The notices of packages, those with one text together. Throws an Error that names a package without a text or with a
 *  licence that must not ship. */
export function noticesText(packages: readonly Licensed[]): string {
  const byText = new Map<string, Set<string>>();
  for (const { name, version, licence, texts } of packages) {
    if (!allows(licence, SHIPPABLE))
      throw new Error(`${name} must not ship: its licence is ${licence ?? 'unknown'}.`);
    if (texts.length === 0) throw new Error(`${name} has no licence text.`);
    for (const text of texts) {
      const heads = byText.get(text) ?? new Set();
      byText.set(text, heads.add(`${name} ${version} (${licence})`));
    }
  }
  const parts = [...byText].map(([text, heads]) => ({ head: [...heads].sort().join('\n'), text }));
  parts.sort((a, b) => (a.head < b.head ? -1 : 1));
  return `${[INTRODUCTION, ...parts.map(({ head, text }) => `${head}\n\n${text}`)].join(RULE)}\n`;
}

const INTRODUCTION = 'Licences of the software, fonts and data that proto-playground consists of.';
const RULE = `\n\n${'-'.repeat(80)}\n\n`;
