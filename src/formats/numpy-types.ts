/** Kinds of numbers by numpy's letter. */
const NUMBERS: Readonly<Record<string, string>> = {
  f: 'float',
  i: 'int',
  u: 'uint',
  c: 'complex',
  b: 'bool',
};
/** Kinds of other things, in words. */
const OTHERS: Readonly<Record<string, string>> = {
  O: 'objects of Python (dtype object), which are never run',
  U: 'texts',
  S: 'texts',
  V: 'records',
  M: 'dates',
  m: 'spans of time',
};

/** The type of numpy's letters, such as "f4": its name and bytes, or in words what it holds. Undefined for letters that
 *  numpy does not have. */
export function numpyType(
  letters: string,
): { readonly dtype: string; readonly size: number } | string | undefined {
  const [, letter = '', digits = ''] = /^([a-zA-Z])(\d{0,3})$/.exec(letters) ?? [];
  if (Object.hasOwn(OTHERS, letter)) return OTHERS[letter];
  if (!Object.hasOwn(NUMBERS, letter) || digits === '') return undefined;
  const size = Number(digits);
  return { dtype: letter === 'b' ? 'bool' : `${NUMBERS[letter]}${8 * size}`, size };
}
