import { TroubleError } from '../../base/errors.ts';
import type { Chart } from './chart.ts';
import { coordinate, cut, FONT, SIZE, textAt, textWidth, wrap } from './text.ts';
import { INKS, type Theme } from './theme.ts';

/** Options of every plot. Sizes are px. A plot smaller than 160 x 84 is laid out at 160 x 84. */
export interface PlotOptions {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly title?: string | undefined;
  readonly caption?: string | undefined;
  /** True for a legend above the plot. False for labels at the line ends, if they fit. */
  readonly legend?: boolean | undefined;
  /** Weight, 0 to 1, of the smoothing of curves over steps (smoothing.ts). Exported plots are not smoothed. */
  readonly smoothing?: number | undefined;
}

export interface Plot {
  /** A complete standalone SVG: no classes, no ids, no outside files. */
  readonly svg: string;
  /** One plain sentence with the latest values. */
  readonly summary: string;
  /** Scales and lines, if values can be read off the plot. */
  readonly chart?: Chart | undefined;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dash: string;
  readonly faint?: boolean | undefined;
}

const SMALLEST = { width: 160, height: 84 };
const MARGIN = 4;
const SWATCH = 20;

export interface Frame {
  /** Size of the whole SVG in px. */
  readonly width: number;
  readonly height: number;
  /** The area that title, legend and caption leave free. */
  readonly box: Box;
  /** Wraps a body drawn in `box` into the whole SVG. */
  readonly svg: (body: string) => string;
}

/** The surroundings of a plot: background, title and legend above, caption below. */
export function frame(options: PlotOptions, legend: readonly LegendEntry[]): Frame {
  checkSize(options);
  const width = Math.max(SMALLEST.width, options.width);
  const height = Math.max(SMALLEST.height, options.height);
  const inks = INKS[options.theme];
  let top = MARGIN;
  let surround = '';
  if (options.title) {
    top += SIZE.title;
    const title = cut(options.title, SIZE.title * 1.05, width - 2 * MARGIN);
    surround += textAt(MARGIN, top, title, { size: SIZE.title, fill: inks.ink, weight: 600 });
    top += 7;
  }
  if (legend.length) {
    const rows = legendRows(legend, MARGIN, top, width - 2 * MARGIN, options.theme);
    surround += rows.svg;
    top += rows.height;
  }
  let bottom = height - MARGIN;
  if (options.caption) {
    const lines = wrap(options.caption, SIZE.note, width - 2 * MARGIN);
    bottom -= lines.length * (SIZE.note + 3);
    lines.forEach((line, i) => {
      const y = bottom + (i + 1) * (SIZE.note + 3) - 2;
      surround += textAt(MARGIN, y, line, { size: SIZE.note, fill: inks.muted });
    });
    bottom -= 4;
  }
  const box = { x: MARGIN, y: top, width: width - 2 * MARGIN, height: Math.max(24, bottom - top) };
  return { width, height, box, svg: (body) => svgDocument(width, height, inks.background, surround + body) };
}

/** A standalone SVG of `width` x `height` px around `body`. */
export function svgDocument(width: number, height: number, background: string, body: string): string {
  const w = coordinate(width);
  const h = coordinate(height);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ` +
    `font-family="${FONT}"><rect width="${w}" height="${h}" fill="${background}"/>${body}</svg>`
  );
}

/** Legend entries side by side, wrapped to `width`. */
export function legendRows(
  entries: readonly LegendEntry[],
  left: number,
  top: number,
  width: number,
  theme: Theme,
): { readonly svg: string; readonly height: number } {
  const line = SIZE.label + 6;
  let svg = '';
  let x = left;
  let y = top;
  for (const entry of entries) {
    const label = cut(entry.label, SIZE.label, width - SWATCH - 6);
    const needed = SWATCH + 6 + textWidth(label, SIZE.label);
    if (x > left && x + needed > left + width) {
      x = left;
      y += line;
    }
    svg += strokeLine([x, y + 7, x + SWATCH, y + 7], entry.color, entry.faint ? 1 : 2, entry.dash);
    svg += textAt(x + SWATCH + 6, y + 11, label, { size: SIZE.label, fill: INKS[theme].ink });
    x += needed + 12;
  }
  return { svg, height: y - top + line + 2 };
}

/** A straight line from (x1, y1) to (x2, y2). */
export function strokeLine(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  color: string,
  width: number,
  dash = '',
): string {
  const dashes = dash ? ` stroke-dasharray="${dash}"` : '';
  return (
    `<line x1="${coordinate(x1)}" y1="${coordinate(y1)}" x2="${coordinate(x2)}" y2="${coordinate(y2)}" ` +
    `stroke="${color}" stroke-width="${width}"${dashes}/>`
  );
}

function checkSize({ width, height }: PlotOptions): void {
  if (Number.isFinite(width) && Number.isFinite(height) && width >= 0 && height >= 0) return;
  throw new TroubleError({
    kind: 'data',
    failed: `A plot of ${width} by ${height} px is not possible`,
    why: 'Width and height must be 0 px or more.',
    todo: 'Give the plot the size of its element.',
  });
}
