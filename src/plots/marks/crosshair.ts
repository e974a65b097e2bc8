import { type Chart, shows } from './chart.ts';
import { strokeLine } from './frame.ts';
import type { ReadingRow } from './readings.ts';
import { coordinate } from './text.ts';
import { INKS, type Theme } from './theme.ts';

/**
 * The crosshair over a chart, as the content of an SVG of the chart's size: a vertical line at `x` and a dot on each
 * point that is read. Empty if `x` is not on the axis.
 */
export function crosshair(chart: Chart, x: number, rows: readonly ReadingRow[], theme: Theme): string {
  if (!shows(chart, x)) return '';
  const inks = INKS[theme];
  const at = chart.placeX(x);
  let svg = strokeLine([at, chart.top, at, chart.bottom], inks.axis, 1);
  for (const { readings } of rows)
    for (const { line, point } of readings) {
      if (!point || !shows(chart, point.x)) continue;
      const [cx, cy] = [chart.placeX(point.x), chart.placeY(point.y)];
      if (!Number.isFinite(cx) || !(cy >= chart.top - 1 && cy <= chart.bottom + 1)) continue;
      const radius = line.faint || line.lane?.ghost ? 2.5 : 3.5;
      svg += `<circle cx="${coordinate(cx)}" cy="${coordinate(cy)}" r="${radius}" fill="${line.color}" stroke="${inks.background}" stroke-width="1.5"/>`;
    }
  return svg;
}

/** Shades the part of the axis that a drag selects. */
export function brush(chart: Chart, [from, to]: readonly [number, number], theme: Theme): string {
  const place = (value: number) => Math.min(chart.right, Math.max(chart.left, chart.placeX(value)));
  const [start, end] = [place(from), place(to)].sort((a, b) => a - b);
  const size = `width="${coordinate(end - start)}" height="${coordinate(chart.bottom - chart.top)}"`;
  return `<rect x="${coordinate(start)}" y="${coordinate(chart.top)}" ${size} fill="${INKS[theme].axis}" opacity="0.2"/>`;
}
