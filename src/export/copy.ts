import { TroubleError } from '../base/errors.ts';

/** Why this browser cannot copy a picture here, in a sentence; undefined where it can. In a browser only. */
export function pictureCopyRefusal(): string | undefined {
  if (!isSecureContext) return 'Copying a picture needs a page from https or localhost; save it as PNG.';
  if (typeof ClipboardItem === 'undefined' || !('write' in navigator.clipboard))
    return 'This browser cannot copy pictures; save it as PNG.';
  return undefined;
}

/** Puts a PNG on the clipboard. `make` is called at once: Safari takes a picture only within the press itself, and
 *  waits for it. Throws a `data` TroubleError where the browser refuses. */
export async function copyPicture(make: () => Promise<Blob>): Promise<void> {
  const picture = make();
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  } catch (thrown) {
    await picture; // its own trouble says more
    throw refused('a picture', thrown);
  }
}

/** Puts text on the clipboard; throws a `data` TroubleError where the browser refuses. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (thrown) {
    throw refused('a text', thrown);
  }
}

function refused(what: string, thrown: unknown): TroubleError {
  return new TroubleError({
    kind: 'data',
    came: `the browser refused to copy ${what} (${thrown instanceof Error ? thrown.message : String(thrown)})`,
    wanted: 'the right to write to the clipboard',
    todo: 'Allow it in the browser’s settings for this page, or save it as a file instead.',
  });
}
