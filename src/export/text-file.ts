import { TroubleError } from '../base/errors.ts';

/**
 * The text of a file, whatever system wrote it: UTF-8 or UTF-16, in either order of bytes, with or without a byte order
 * mark. Throws a `data` TroubleError for other bytes.
 */
export function decodedText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    // it takes the byte order mark away
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new TroubleError({
      kind: 'data',
      failed: 'The file is not text',
      why: `Its bytes are not ${encoding.toUpperCase()}.`,
      todo: 'Save it as UTF-8.',
    });
  }
}

/** The encoding of a text that begins with these bytes. */
export function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // without a mark: JSON begins with ASCII, of which UTF-16 pairs each byte with a zero
  if (first && second === 0) return 'utf-16le';
  if (first === 0 && second) return 'utf-16be';
  return 'utf-8';
}
