import type { PrintWidth } from '../../plots/print-figure.ts';

/** A figure for a paper as a person wants it. */
export interface PrintChoice {
  readonly width: PrintWidth;
  readonly format: PrintFormat;
}

export type PrintFormat = 'pdf' | 'svg' | 'png300' | 'png600';

export const PRINT_WIDTHS: readonly PrintWidth[] = ['column', 'page'];
export const PRINT_FORMATS: readonly PrintFormat[] = ['pdf', 'svg', 'png300', 'png600'];

const KEY = 'proto-playground-print';
const FIRST: PrintChoice = { width: 'column', format: 'pdf' };

/** The last choice, if the browser stored one. */
export function keptChoice(): PrintChoice {
  try {
    const [width, format] = (localStorage.getItem(KEY) ?? '').split(' ');
    return {
      width: PRINT_WIDTHS.find((each) => each === width) ?? FIRST.width,
      format: PRINT_FORMATS.find((each) => each === format) ?? FIRST.format,
    };
  } catch {
    return FIRST; // The page may not use storage.
  }
}

export function keepChoice({ width, format }: PrintChoice): void {
  try {
    localStorage.setItem(KEY, `${width} ${format}`);
  } catch {
    // The page may not use storage, so the choice lasts until it is closed.
  }
}
