import { TroubleError } from '../base/errors.ts';

/**
 * The value of JSON as people write it, with comments and commas after a last entry. Throws a `data` TroubleError that
 * names the line, the column and the fault. The lenient parser is loaded for text that the strict one refuses.
 */
export async function looseJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parse, printParseErrorCode } = await import('jsonc-parser');
    const errors: { error: number; offset: number; length: number }[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (!first) return value;
    throw new TroubleError({
      kind: 'data',
      failed: 'The file is not JSON',
      why: `${placeIn(text, first.offset)}: ${words(printParseErrorCode(first.error))}.`,
      todo: 'Correct it there.',
    });
  }
}

function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return `Line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

/** "CommaExpected" as "comma expected". */
const words = (code: string) =>
  code.replace(/[A-Z]/g, (letter, at) => `${at > 0 ? ' ' : ''}${letter.toLowerCase()}`);
