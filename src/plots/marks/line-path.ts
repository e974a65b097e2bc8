import type { Scale } from './axis.ts';
import type { Line } from './line.ts';
import { coordinate } from './text.ts';

/**
 * Ghosts first, faint lines before bold ones, and solid lines before dashed ones, so that two equal curves both show.
 */
export function drawOrder(lines: readonly Line[]): Line[] {
  const rank = (line: Line) => (line.lane?.ghost ? -4 : 0) + (line.faint ? 0 : 2) + (line.dash ? 1 : 0);
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

/**
 * The line as an SVG path, with a dot at every measured point if `points` is true. A smoothed line has its measured
 * values faintly behind it.
 */
export function linePath(line: Line, x: Scale, y: Scale, points: boolean): string {
  const thin = line.faint || line.lane?.ghost;
  const dash = line.dash ? ` stroke-dasharray="${line.dash}"` : '';
  const style = thin ? 'stroke-width="1.25" opacity="0.75"' : 'stroke-width="2"';
  const path = (ys: readonly number[], look: string) => {
    const d = commands(line.xs, ys, x, y);
    return d && `<path d="${d}" fill="none" stroke="${line.color}" ${look}/>`;
  };
  const joins = `stroke-linejoin="round" stroke-linecap="round"`;
  const behind = line.raw ? path(line.raw, `stroke-width="1" opacity="0.3" ${joins}`) : '';
  const dots = line.dots || (points && !line.faint) ? circles(line, x, y, thin ? 1.5 : 2.5) : '';
  const group = dots && `<g fill="${line.color}"${line.raw ? ' opacity="0.5"' : ''}>${dots}</g>`;
  return behind + (line.dots === 'only' ? '' : path(line.ys, `${style} ${joins}${dash}`)) + group;
}

/** M and L commands through all points that both scales can place. */
function commands(xs: readonly number[], ys: readonly number[], x: Scale, y: Scale): string {
  let d = '';
  let piece: Place[] = [];
  const end = () => {
    const at = thinned(piece).map(([px, py]) => `${coordinate(px)} ${coordinate(py)}`);
    // a lone point is a line of length 0, which shows because of its round cap
    if (at.length > 0) d += `M${at.join('L')}${at.length === 1 ? `L${at[0]}` : ''}`;
    piece = [];
  };
  for (let i = 0; i < xs.length; i++) {
    const [px, py] = [x.place(xs[i]), y.place(ys[i])];
    if (Number.isFinite(px) && Number.isFinite(py)) piece.push([px, py]);
    else end();
  }
  end();
  return d;
}

/** A point of a plot, in px. */
export type Place = readonly [x: number, y: number];

/** Points this close in x, in px, share a column. */
const COLUMN = 0.5;

/**
 * The points that a screen can resolve, evenly over the axis as it is shown: the first, lowest, highest and last of each
 * column. The end of a long run on a log axis has dozens of points per px.
 */
export function thinned(points: readonly Place[]): readonly Place[] {
  const kept: Place[] = [];
  for (let start = 0; start < points.length; ) {
    const column = Math.floor(points[start][0] / COLUMN);
    let [low, high, end] = [start, start, start];
    for (; end < points.length && Math.floor(points[end][0] / COLUMN) === column; end++) {
      if (points[end][1] < points[low][1]) low = end;
      if (points[end][1] > points[high][1]) high = end;
    }
    const corners = new Set([start, Math.min(low, high), Math.max(low, high), end - 1]);
    for (const i of corners) kept.push(points[i]);
    start = end;
  }
  return kept;
}

function circles({ xs, ys, raw }: Line, x: Scale, y: Scale, radius: number): string {
  const places = (raw ?? ys).map((value, i): Place => [x.place(xs[i]), y.place(value)]);
  const shown = places.filter(([px, py]) => Number.isFinite(px) && Number.isFinite(py));
  return thinned(shown)
    .map(([px, py]) => `<circle cx="${coordinate(px)}" cy="${coordinate(py)}" r="${radius}"/>`)
    .join('');
}
