import { strokeLine, svgDocument } from './frame.ts';
import { laneStroke, type PlotLane } from './lane.ts';
import { coordinate, cut, SIZE, textAt, textWidth, wrap } from './text.ts';
import { INKS } from './theme.ts';

/** Mean and range of a share, 0..1. */
interface Dot {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface DotsData {
  readonly title: string;
  /** Titles of the panels. All share an axis of 0 to 100%. */
  readonly panels: readonly string[];
  /** One row per system with a dot in every panel. A mean that is not finite is left out. */
  readonly rows: readonly { readonly lane: PlotLane; readonly dots: readonly Dot[] }[];
  readonly caption: string;
}

const MARGIN = 16;
const LINE = 19;
const GAP = 30;
const HEAD = 34;

/**
 * A table of systems by shares, so that no number is read alone: a dot at the mean, a line over the range of the
 * seeds, and the mean as a number.
 */
export function dots(
  { title, panels, rows, caption }: DotsData,
  { width }: { readonly width: number },
): string {
  const inks = INKS.light;
  const all = rows.map(({ lane }) => lane);
  const names = Math.min(0.3 * width, Math.max(...rows.map(({ lane }) => textWidth(lane.label, SIZE.label))));
  const left = MARGIN + names + 12;
  const panel = (width - left - MARGIN + GAP) / panels.length - GAP;
  const top = MARGIN + SIZE.title + 12 + HEAD;
  const bottom = top + rows.length * LINE;
  let body = textAt(MARGIN, MARGIN + SIZE.title, cut(title, SIZE.title * 1.05, width - 2 * MARGIN), {
    size: SIZE.title,
    fill: inks.ink,
    weight: 600,
  });
  const middle = (row: number) => top + (row + 0.5) * LINE;
  rows.forEach(({ lane }, i) => {
    const name = cut(lane.label, SIZE.label, names);
    body += textAt(left - 12, middle(i) + 4, name, { size: SIZE.label, fill: inks.ink, anchor: 'end' });
  });
  panels.forEach((label, p) => {
    const x = left + p * (panel + GAP);
    wrap(label, SIZE.label, panel)
      .slice(0, 2)
      .forEach((line, i, lines) => {
        const y = top - 10 - (lines.length - 1 - i) * 13;
        body += textAt(x, y, line, { size: SIZE.label, fill: inks.ink });
      });
    for (const share of [0, 0.5, 1]) {
      const at = x + share * panel;
      body += strokeLine([at, top, at, bottom], inks.grid, 1);
      body += textAt(at, bottom + 14, String(100 * share), {
        size: SIZE.note,
        fill: inks.muted,
        anchor: 'middle',
      });
    }
    rows.forEach(({ lane, dots: given }, i) => {
      const dot = given[p];
      if (!dot || !Number.isFinite(dot.mean)) return;
      const place = (share: number) => x + Math.min(1, Math.max(0, share)) * panel;
      const { color } = laneStroke(lane, all);
      if (dot.max > dot.min)
        body += strokeLine([place(dot.min), middle(i), place(dot.max), middle(i)], color, 2);
      body += `<circle cx="${coordinate(place(dot.mean))}" cy="${coordinate(middle(i))}" r="3.5" fill="${color}"/>`;
      // the number goes to the side with more room
      const right = place(dot.max) + 8;
      const text = (100 * dot.mean).toFixed(1);
      const fits = right + textWidth(text, SIZE.note) <= x + panel + 4;
      body += textAt(fits ? right : place(dot.min) - 8, middle(i) + 3.5, text, {
        size: SIZE.note,
        fill: inks.muted,
        anchor: fits ? 'start' : 'end',
      });
    });
  });
  body += strokeLine([left, bottom, width - MARGIN, bottom], inks.axis, 1);
  let y = bottom + 24;
  for (const line of wrap(caption, SIZE.note, width - 2 * MARGIN)) {
    y += SIZE.note + 4;
    body += textAt(MARGIN, y, line, { size: SIZE.note, fill: inks.muted });
  }
  return svgDocument(width, y + MARGIN, inks.background, body);
}
