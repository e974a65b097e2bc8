import { SIZE, wrap } from '../../plots/marks/text.ts';
import type { Draw } from './panels.ts';

/** The content of a saved plot, whatever the page's theme and size. */
export interface PlotFile {
  /** The title. */
  readonly name: string;
  readonly draw: Draw;
  /** Height over width. */
  readonly aspect: number;
  /** The run's description. Line feeds become spaces. */
  readonly caption: string;
}

/** Width of a saved plot at 1x, in px. */
const WIDTH = 640;
/** Width of a plot that is nearly square. */
const SQUARE_WIDTH = 480;
/** Height of the title and the margins, in px. */
const TITLE = 32;

/** The line below an exported picture. A function if it names what every report changes, so that a report need not
 *  render all that hold it. */
export type Caption = string | (() => string);

export const wordsOf = (caption: Caption): string => (typeof caption === 'string' ? caption : caption());

/** One plot as a standalone SVG on white, with title, legend and caption. A long caption makes the file taller. */
export function plotSvg({ name, draw, aspect, caption }: PlotFile): string {
  const width = aspect > 0.9 ? SQUARE_WIDTH : WIDTH;
  const text = caption.replaceAll('\n', ' ');
  const lines = wrap(text, SIZE.note, width - 8).length;
  const height = Math.round(width * aspect) + TITLE + lines * (SIZE.note + 3);
  return draw({ width, height, theme: 'light', title: name, caption: text, legend: true }).svg;
}

/** A name as part of a file name, in lower-case letters, digits and hyphens. */
export function fileWord(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ε', 'epsilon')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}
