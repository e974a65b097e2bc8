import { svgDocument } from './marks/frame.ts';
import { nest } from './marks/nest.ts';
import { coordinate, SIZE, textAt, wrap } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

/** The place of a figure in a paper: in one column, or across the page. */
export type PrintWidth = 'column' | 'page';

/** Widths of printed figures in cm. */
export const PRINT_CM: Readonly<Record<PrintWidth, number>> = { column: 8.5, page: 17.5 };

/** Px of the layout in a centimetre of paper. The smallest type, of 10 px, becomes 7.1 pt. */
export const PX_PER_CM = 40;

export interface PrintData {
  /** The ring of each lane under its name, as SVG text. A column shows none. */
  readonly rings: readonly { readonly title: string; readonly svg: string }[];
  /** The overlaid plots as SVG text, in reading order: below each other in a column, else side by side. */
  readonly curves: readonly string[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Space between parts, in px. */
const GAP = 12;
/** Height of a plot of one or two lanes, in px. Each further lane adds room for its name. */
const CURVE = 220;
const CURVE_LANE = 14;
const LINE = 14;
const WIDEST_RING = 220;

/** Sizes in px for the parts, so that text has one size all over the figure. */
export function printSizes(
  of: PrintWidth,
  lanes: number,
): { readonly ring: Size; readonly curve: Size; readonly columns: number } {
  const width = PRINT_CM[of] * PX_PER_CM;
  const ring = Math.min(WIDEST_RING, cell(width, Math.max(1, lanes)));
  const columns = of === 'column' ? 1 : 2;
  return {
    // names and colour bar need as much room below a ring as its name does on the left
    ring: { width: ring, height: ring + 4 },
    curve: { width: cell(width, columns), height: CURVE + CURVE_LANE * Math.max(0, lanes - 2) },
    columns,
  };
}

const cell = (width: number, columns: number) => Math.floor((width - GAP * (columns - 1)) / columns);

/** A figure as wide as a column or page, on white, with sizes in cm. It has no caption, which a paper sets itself. */
export function printFigure({ rings, curves }: PrintData, of: PrintWidth): string {
  const inks = INKS.light;
  const width = PRINT_CM[of] * PX_PER_CM;
  const sizes = printSizes(of, rings.length);
  let body = '';
  let y = 0;
  if (rings.length) {
    const { width: side } = sizes.ring;
    const left = (width - rings.length * (side + GAP) + GAP) / 2;
    const titles = rings.map(({ title }) => wrap(title, SIZE.label, side));
    const below = y + LINE * Math.max(...titles.map(({ length }) => length)) + 4;
    let bottom = below;
    rings.forEach(({ svg }, i) => {
      const x = left + i * (side + GAP);
      titles[i].forEach((line, j) => {
        body += textAt(x + side / 2, y + SIZE.label + j * LINE, line, {
          size: SIZE.label,
          fill: inks.ink,
          anchor: 'middle',
        });
      });
      const placed = nest(svg, x, below, side);
      body += placed.svg;
      bottom = Math.max(bottom, below + placed.height);
    });
    y = bottom + GAP;
  }
  curves.forEach((svg, i) => {
    const across = i % sizes.columns;
    const plot = nest(svg, across * (sizes.curve.width + GAP), y, sizes.curve.width);
    body += plot.svg;
    const rowEnds = across === sizes.columns - 1 || i === curves.length - 1;
    if (rowEnds) y += plot.height + (i === curves.length - 1 ? 0 : GAP);
  });
  return inCentimetres(svgDocument(width, Math.ceil(y), inks.background, body));
}

/** The same picture with its width and height in cm. */
function inCentimetres(svg: string): string {
  return svg.replace(
    / width="([\d.]+)" height="([\d.]+)"/,
    (_, width, height) =>
      ` width="${coordinate(width / PX_PER_CM)}cm" height="${coordinate(height / PX_PER_CM)}cm"`,
  );
}
