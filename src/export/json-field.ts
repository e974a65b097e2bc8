import { quoted, TroubleError } from '../base/errors.ts';

/** A value in a JSON file with its path for error texts, such as "lanes[0].final.angles". */
export interface Field {
  readonly value: unknown;
  readonly path: string;
}

/** The words for NaN and infinity, which JSON lacks. */
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** Replacer for JSON.stringify: numbers that JSON lacks become words, typed arrays become arrays. */
export function replacer(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value instanceof Float32Array || value instanceof Uint16Array ? Array.from(value) : value;
}

/** Longest list in a file: a curve with a report at each step of the longest run, and one before it. */
const LONGEST_LIST = 100_001;
/** Most names in an object, such as settings and curves. */
const MOST_NAMES = 2000;

/** The field `key` of an object, with the value undefined when the key is missing. Throws a `data` TroubleError when
 *  `field` is no object. */
export function at(field: Field, key: string): Field {
  const object = objectIn(field);
  const inner = Object.getOwnPropertyDescriptor(object, key)?.value;
  return { value: inner, path: field.path ? `${field.path}.${key}` : key };
}

/** Every own field of an object. Throws a `data` TroubleError for more than a run has. */
export function entries(field: Field): ReadonlyMap<string, Field> {
  const { path } = field;
  const pairs = Object.entries(objectIn(field));
  if (pairs.length > MOST_NAMES) throw unfit(field, `an object of at most ${MOST_NAMES} names`);
  return new Map(pairs.map(([key, inner]) => [key, { value: inner, path: path ? `${path}.${key}` : key }]));
}

function objectIn(field: Field): object {
  const { value } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unfit(field, 'an object');
  return value;
}

/** Every element of a list. Throws a `data` TroubleError for more than a run has, before it looks at one. */
export function items(field: Field): Field[] {
  const { value, path } = field;
  if (!Array.isArray(value)) throw unfit(field, 'a list');
  if (value.length > LONGEST_LIST) throw unfit(field, `a list of at most ${LONGEST_LIST}`);
  return value.map((inner: unknown, i) => ({ value: inner, path: `${path}[${i}]` }));
}

export function numberIn(field: Field): number {
  const { value } = field;
  if (typeof value === 'number') return value;
  const word = typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : undefined;
  if (word === undefined) throw unfit(field, 'a number');
  return word;
}

/** A text of any length. */
export function stringIn(field: Field): string {
  if (typeof field.value !== 'string') throw unfit(field, 'a text');
  return field.value;
}

/** Longest name, date or sentence in a file: the page shows these. */
const LONGEST_TEXT = 1000;

export function textIn(field: Field): string {
  const text = stringIn(field);
  if (text.length > LONGEST_TEXT) throw unfit(field, `a text of at most ${LONGEST_TEXT} characters`);
  return text;
}

export function flagIn(field: Field): boolean {
  if (typeof field.value !== 'boolean') throw unfit(field, 'true or false');
  return field.value;
}

export function numbersIn(field: Field): number[] {
  return items(field).map(numberIn);
}

/** An object of numbers, such as the loss's terms. */
export function numbersByName(field: Field): Record<string, number> {
  return Object.fromEntries([...entries(field)].map(([name, inner]) => [name, numberIn(inner)]));
}

/** `read(field)`, or undefined when the field is missing or null. */
export function optional<T>(field: Field, read: (field: Field) => T): T | undefined {
  return field.value === undefined || field.value === null ? undefined : read(field);
}

/** Characters of a field's place that a message repeats; names in a file may be long. */
const LONGEST_PATH = 100;

export function unfit({ value, path }: Field, expected: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: 'The run file is damaged',
    why: `${path === '' ? 'Its top level' : quoted(path, LONGEST_PATH)} is ${shown(value)}, but must be ${expected}.`,
    todo: 'Open a run that this playground exported, unchanged.',
  });
}

/** A value for a message. A long one is not written out first. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `a list of ${value.length.toLocaleString('en')}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return quoted(typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value));
}
