import { TroubleError } from '../base/errors.ts';

/** One sentence on why this browser cannot copy a picture; undefined when it can. In a browser only. */
export function pictureCopyRefusal(): string | undefined {
  if (!isSecureContext) return 'Copying a picture needs a page from https or localhost. Save it as PNG.';
  if (typeof ClipboardItem === 'undefined' || !('write' in navigator.clipboard))
    return 'This browser cannot copy pictures. Save it as PNG.';
  return undefined;
}

/** Puts a PNG on the clipboard. Calls `make` at once, because Safari accepts a picture only during the click, and
 *  waits for it. Throws a `data` TroubleError when the browser refuses. */
export async function copyPicture(make: () => Promise<Blob>): Promise<void> {
  const picture = make();
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  } catch (thrown) {
    await picture; // a trouble of `make` says more
    throw refused('picture', thrown);
  }
}

/** Puts text on the clipboard. Throws a `data` TroubleError when the browser refuses. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (thrown) {
    throw refused('text', thrown);
  }
}

function refused(what: string, thrown: unknown): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: `The ${what} was not copied`,
    why: `Your browser blocked copying (${thrown instanceof Error ? thrown.message : String(thrown)}).`,
    todo: 'Allow it in the browser’s settings for this page, or save a file instead.',
  });
}
