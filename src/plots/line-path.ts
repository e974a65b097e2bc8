import type { Scale } from './axis.ts';
import type { Line } from './line.ts';
import { coordinate } from './text.ts';

/** Ghosts below all, faint below bold, and broken lines above solid ones, so that two equal curves both show. */
export function drawOrder(lines: readonly Line[]): Line[] {
  const rank = (line: Line) => (line.lane?.ghost ? -4 : 0) + (line.faint ? 0 : 2) + (line.dash ? 1 : 0);
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

/** The line as an SVG path, with a dot at every measured point where `points` are asked for; what was measured lies
 *  faintly behind a smoothed line. */
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
  const dots = points && !line.faint ? circles(line, x, y, thin ? 1.5 : 2.5) : '';
  const group = dots && `<g fill="${line.color}"${line.raw ? ' opacity="0.5"' : ''}>${dots}</g>`;
  return behind + path(line.ys, `${style} ${joins}${dash}`) + group;
}

/** M and L commands through every point that both scales can place. */
function commands(xs: readonly number[], ys: readonly number[], x: Scale, y: Scale): string {
  const placed = xs.map((value, i) => [x.place(value), y.place(ys[i])] as const);
  const shows = (point: readonly [number, number] | undefined) => point?.every(Number.isFinite) ?? false;
  let d = '';
  placed.forEach((point, i) => {
    if (!shows(point)) return;
    const joined = i > 0 && shows(placed[i - 1]);
    const at = `${coordinate(point[0])} ${coordinate(point[1])}`;
    d += `${joined ? 'L' : 'M'}${at}`;
    // A lone point is a line of no length: with a round cap it still shows.
    if (!joined && !shows(placed[i + 1])) d += `L${at}`;
  });
  return d;
}

function circles({ xs, ys, raw }: Line, x: Scale, y: Scale, radius: number): string {
  let dots = '';
  (raw ?? ys).forEach((value, i) => {
    const [px, py] = [x.place(xs[i]), y.place(value)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) return;
    dots += `<circle cx="${coordinate(px)}" cy="${coordinate(py)}" r="${radius}"/>`;
  });
  return dots;
}
