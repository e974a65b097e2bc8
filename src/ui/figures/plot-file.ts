import { SIZE, wrap } from '../../plots/marks/text.ts';
import type { Draw } from './panels.ts';

/** What a saved plot shows, whatever the page's theme and size. */
export interface PlotFile {
  /** Its title. */
  readonly name: string;
  readonly draw: Draw;
  /** Height over width. */
  readonly aspect: number;
  /** What was trained; a line feed reads as a space. */
  readonly caption: string;
}

/** Width of a saved plot at 1x, in px: a column of a paper at 100 px an inch and a half. */
const WIDTH = 640;
/** A plot nearly as high as it is wide needs less. */
const SQUARE_WIDTH = 480;
/** Height that the title and the edges take. */
const TITLE = 32;

/** One plot as a standalone SVG on white, with title, legend and caption; a long caption takes nothing from it. */
export function plotSvg({ name, draw, aspect, caption }: PlotFile): string {
  const width = aspect > 0.9 ? SQUARE_WIDTH : WIDTH;
  const text = caption.replaceAll('\n', ' ');
  const lines = wrap(text, SIZE.note, width - 8).length;
  const height = Math.round(width * aspect) + TITLE + lines * (SIZE.note + 3);
  return draw({ width, height, theme: 'light', title: name, caption: text, legend: true }).svg;
}

/** A name as part of a file name: lower case, letters and digits. */
export function fileWord(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ε', 'epsilon')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
}
