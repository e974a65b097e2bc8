import { interpolateBlues } from 'd3-scale-chromatic';
import { svgDocument } from './marks/frame.ts';
import { coordinate, cut, SIZE, textAt, wrap } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

/** A cell's text and colour: a shade from 0 (faint) to 1 (full), or one of a few kinds. */
export interface GridCell {
  readonly text: string;
  /** A smaller line below. */
  readonly note?: string;
  readonly shade?: number;
  readonly kind?: number;
}

export interface GridData {
  readonly title: string;
  /** Labels of the axes, which all panels share. */
  readonly x: string;
  readonly y: string;
  /** Cells by their values on the axes. Places without a cell stay empty. */
  readonly panels: readonly {
    readonly heading: string;
    readonly cells: readonly (GridCell & { readonly x: number; readonly y: number })[];
  }[];
  readonly caption: string;
}

const MARGIN = 16;
const GAP = 28;
const ROW = 36;
const LEFT = 52;
/** Shades of blue from here to here, of 0 (white) to 1. */
const BLUES = [0.08, 0.92] as const;
/** Distinct for all kinds of colour vision (Okabe & Ito 2008), and light enough for dark text. */
const KINDS = ['#d9dbde', '#8fd3bb', '#f4b96b', '#dda6c6'];
/** Above this shade, text is light. */
const DARK = 0.62;

/** Grids of cells over two settings, side by side: each cell has its value as text on its colour. */
export function grid(
  { title, x, y, panels, caption }: GridData,
  { width }: { readonly width: number },
): string {
  const inks = INKS.light;
  const all = panels.flatMap(({ cells }) => cells);
  const across = [...new Set(all.map((cell) => cell.x))].sort((a, b) => a - b);
  // as on an axis, larger is higher
  const down = [...new Set(all.map((cell) => cell.y))].sort((a, b) => b - a);
  const panel = (width - 2 * MARGIN - LEFT + GAP) / panels.length - GAP;
  const column = panel / across.length;
  const top = MARGIN + SIZE.title + 34;
  const bottom = top + down.length * ROW;
  let body = textAt(MARGIN, MARGIN + SIZE.title, cut(title, SIZE.title * 1.05, width - 2 * MARGIN), {
    size: SIZE.title,
    fill: inks.ink,
    weight: 600,
  });
  body += textAt(MARGIN, top - 10, cut(y.split(':')[0], SIZE.label, LEFT - 8), {
    size: SIZE.label,
    fill: inks.muted,
  });
  down.forEach((value, row) => {
    body += textAt(MARGIN + LEFT - 10, top + (row + 0.5) * ROW + 4, String(value), {
      size: SIZE.label,
      fill: inks.ink,
      anchor: 'end',
    });
  });
  panels.forEach(({ heading, cells }, p) => {
    const left = MARGIN + LEFT + p * (panel + GAP);
    body += textAt(left, top - 10, cut(heading, SIZE.label, panel), { size: SIZE.label, fill: inks.ink });
    for (const cell of cells) {
      const place = { x: left + across.indexOf(cell.x) * column, y: top + down.indexOf(cell.y) * ROW };
      body += `<rect x="${coordinate(place.x + 1)}" y="${coordinate(place.y + 1)}" width="${coordinate(column - 2)}" height="${ROW - 2}" fill="${colourOf(cell)}"/>`;
      const fill = (cell.shade ?? 0) > DARK ? inks.background : inks.ink;
      const middle = { x: place.x + column / 2, y: place.y + ROW / 2 };
      body += textAt(middle.x, middle.y + (cell.note ? -1 : 4), cut(cell.text, SIZE.label, column - 2), {
        size: SIZE.label,
        fill,
        anchor: 'middle',
      });
      if (cell.note)
        body += textAt(middle.x, middle.y + 12, cut(cell.note, SIZE.note, column - 2), {
          size: SIZE.note,
          fill,
          anchor: 'middle',
        });
    }
    across.forEach((value, i) => {
      body += textAt(left + (i + 0.5) * column, bottom + 14, String(value), {
        size: SIZE.label,
        fill: inks.ink,
        anchor: 'middle',
      });
    });
    body += textAt(left + panel / 2, bottom + 30, x, {
      size: SIZE.label,
      fill: inks.muted,
      anchor: 'middle',
    });
  });
  let at = bottom + 40;
  for (const line of wrap(`${y}. ${caption}`, SIZE.note, width - 2 * MARGIN)) {
    at += SIZE.note + 4;
    body += textAt(MARGIN, at, line, { size: SIZE.note, fill: inks.muted });
  }
  return svgDocument(width, at + MARGIN, inks.background, body);
}

function colourOf({ kind, shade = 0 }: GridCell): string {
  if (kind !== undefined) return KINDS[kind % KINDS.length];
  const [faint, full] = BLUES;
  return interpolateBlues(faint + (full - faint) * Math.min(1, Math.max(0, shade)));
}
