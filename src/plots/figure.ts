import { type LegendEntry, legendRows, svgDocument } from './marks/frame.ts';
import { nest } from './marks/nest.ts';
import { cut, SIZE, textAt, wrap } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

export interface FigureData {
  readonly title: string;
  /** One column per lane: its title, its ring and its angle density, the last two as SVG text. */
  readonly lanes: readonly { readonly title: string; readonly ring: string; readonly angles: string }[];
  /** The overlaid plots as SVG text, in reading order. */
  readonly curves: readonly string[];
  readonly legend: readonly LegendEntry[];
  /** Method, dataset, K, D, steps, seed. Long lines wrap; a line feed starts a new line. */
  readonly caption: string;
}

const MARGIN = 20;
const GAP = 16;
const LANE_TITLE = 22;
/** Lanes are centred and close together, for comparison. */
const WIDEST_LANE = 380;

/** Sizes in px for the parts, so that text has one size all over the figure. */
export interface FigureSizes {
  readonly ring: { readonly width: number; readonly height: number };
  readonly angles: { readonly width: number; readonly height: number };
  readonly curve: { readonly width: number; readonly height: number };
  readonly curveColumns: number;
}

export function figureSizes(width: number, lanes: number, curves: number): FigureSizes {
  const inner = width - 2 * MARGIN;
  const column = Math.min(WIDEST_LANE, cell(inner, Math.max(1, lanes)));
  const curveColumns = Math.max(1, Math.min(curves, inner >= 1000 ? 3 : 2));
  const curve = cell(inner, curveColumns);
  return {
    ring: { width: column, height: Math.round(Math.min(column, 260) + 30) },
    angles: { width: column, height: 160 },
    curve: { width: curve, height: Math.round(Math.min(300, Math.max(240, curve * 0.74))) },
    curveColumns,
  };
}

function cell(inner: number, columns: number): number {
  return Math.floor((inner - GAP * (columns - 1)) / columns);
}

/**
 * The whole comparison as one SVG on white: a column per lane (ring, angle density), a legend, the overlaid curves in
 * two or three columns, and a caption. Throws a `data` TroubleError for a part that is not the SVG of a plot.
 */
export function figure(data: FigureData, { width }: { readonly width: number }): string {
  const inks = INKS.light;
  const inner = width - 2 * MARGIN;
  const sizes = figureSizes(width, data.lanes.length, data.curves.length);
  let y = MARGIN + SIZE.title;
  let body = textAt(MARGIN, y, cut(data.title, SIZE.title * 1.05, inner), {
    size: SIZE.title,
    fill: inks.ink,
    weight: 600,
  });
  y += 10;
  if (data.legend.length) {
    const rows = legendRows(data.legend, MARGIN, y, inner, 'light');
    body += rows.svg;
    y += rows.height + 4;
  }
  if (data.lanes.length) {
    const column = sizes.ring.width;
    const all = data.lanes.length * (column + GAP) - GAP;
    const left = (i: number) => MARGIN + (inner - all) / 2 + i * (column + GAP);
    data.lanes.forEach(({ title }, i) => {
      body += textAt(left(i) + column / 2, y + SIZE.title + 2, cut(title, SIZE.title, column), {
        size: SIZE.title,
        fill: inks.ink,
        anchor: 'middle',
      });
    });
    y += LANE_TITLE;
    for (const part of ['ring', 'angles'] as const) {
      const cells = data.lanes.map((lane, i) => nest(lane[part], left(i), y, column));
      body += cells.map((c) => c.svg).join('');
      y += Math.max(...cells.map((c) => c.height)) + 8;
    }
    y += GAP - 8;
  }
  const columns = sizes.curveColumns;
  for (let i = 0; i < data.curves.length; i += columns) {
    const cells = data.curves
      .slice(i, i + columns)
      .map((svg, j) => nest(svg, MARGIN + j * (sizes.curve.width + GAP), y, sizes.curve.width));
    body += cells.map((c) => c.svg).join('');
    y += Math.max(...cells.map((c) => c.height)) + GAP;
  }
  const lines = data.caption.split('\n').flatMap((line) => wrap(line, SIZE.note, inner));
  for (const line of lines) {
    y += SIZE.note + 4;
    body += textAt(MARGIN, y, line, { size: SIZE.note, fill: inks.muted });
  }
  return svgDocument(width, y + MARGIN, inks.background, body);
}
