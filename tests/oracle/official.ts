import { readFileSync } from 'node:fs';

/** Numbers that the authors' own PyTorch code gives. */
const cases: Record<string, Record<string, unknown>> = JSON.parse(
  readFileSync(new URL('./official-losses.json', import.meta.url), 'utf8'),
);

/** One case of the oracle, or an error that names what there is. */
export function official(name: string): Case {
  const found = cases[name];
  if (!found) throw new Error(`no case "${name}" in the oracle: ${Object.keys(cases).join(', ')}`);
  return new Case(name, found);
}

class Case {
  private readonly name: string;
  private readonly fields: Record<string, unknown>;

  constructor(name: string, fields: Record<string, unknown>) {
    this.name = name;
    this.fields = fields;
  }

  number(field: string): number {
    const value = this.fields[field];
    if (typeof value !== 'number') throw new Error(`${this.name}.${field} is no number`);
    return value;
  }

  /** A nested list, flattened row by row. */
  list(field: string): number[] {
    const value = this.fields[field];
    if (!Array.isArray(value)) throw new Error(`${this.name}.${field} is no list`);
    return value.flat(Infinity).map((item) => {
      if (typeof item !== 'number') throw new Error(`${this.name}.${field} holds ${String(item)}`);
      return item;
    });
  }

  /** Rows of a list of lists. */
  rows(field: string): number {
    const value = this.fields[field];
    if (!Array.isArray(value)) throw new Error(`${this.name}.${field} is no list`);
    return value.length;
  }
}
