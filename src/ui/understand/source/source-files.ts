/** The texts of all methods and prototype estimators. Imported as text, they bring no code into the page. */
const TEXTS: Readonly<Record<'method' | 'prototypes', Readonly<Record<string, string>>>> = {
  method: import.meta.glob<string>('../../../methods/*.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
  prototypes: import.meta.glob<string>('../../../prototypes/*.ts', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
};

export interface SourceFile {
  /** The path from the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** The file that defines a part, found by the part's id in its text. */
export function sourceFile(shelf: keyof typeof TEXTS, id: string): SourceFile | undefined {
  const defines = new RegExp(`^  id: '${id}',\\r?$`, 'm');
  const found = Object.entries(TEXTS[shelf]).find(([, text]) => defines.test(text));
  return found && { path: found[0].replace('../../..', 'src'), text: found[1] };
}
