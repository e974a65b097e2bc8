import { svgDocument } from './frame.ts';
import { nest } from './nest.ts';
import { SIZE, textAt, wrap } from './text.ts';
import { INKS } from './theme.ts';

export interface ColumnsData {
  /** One entry per column: plots as SVG text, drawn at the column's width and stacked, and the name below them. */
  readonly columns: readonly { readonly plots: readonly string[]; readonly label: string }[];
  readonly caption: string;
}

export interface ColumnsOptions {
  /** Width of a column, in px. */
  readonly column: number;
  /** Columns per row. */
  readonly across: number;
}

const MARGIN = 16;
const GAP = 20;
const NARROWEST = 320;

/** Systems side by side, lettered (a), (b), ...: the layout of Figure 1 of Arteaga et al. (2026). */
export function columnsFigure({ columns, caption }: ColumnsData, { column, across }: ColumnsOptions): string {
  const inks = INKS.light;
  const wide = Math.min(across, Math.max(1, columns.length));
  const inner = Math.max(NARROWEST, wide * (column + GAP) - GAP);
  let body = '';
  let y = MARGIN;
  for (let from = 0; from < columns.length; from += across) {
    const row = columns.slice(from, from + across);
    const bottoms = row.map(({ plots, label }, i) => {
      const left = MARGIN + i * (column + GAP);
      let at = y;
      for (const plot of plots) {
        const cell = nest(plot, left, at, column);
        body += cell.svg;
        at += cell.height + 8;
      }
      at += SIZE.title + 2;
      const name = `(${String.fromCharCode(97 + ((from + i) % 26))}) ${label}`;
      body += textAt(left + column / 2, at, name, { size: SIZE.title, fill: inks.ink, anchor: 'middle' });
      return at;
    });
    y = Math.max(...bottoms) + GAP;
  }
  for (const line of wrap(caption, SIZE.note, inner)) {
    y += SIZE.note + 4;
    body += textAt(MARGIN, y - 6, line, { size: SIZE.note, fill: inks.muted });
  }
  return svgDocument(inner + 2 * MARGIN, y + MARGIN - 6, inks.background, body);
}
