import { bisectRight } from 'd3-array';
import { type Line, measured } from './line.ts';

/** The scales and curves of a plot, for reading values off. Sizes are px of the SVG. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  /** The plotting area. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Name of the quantity on x: "step" or "ε". */
  readonly xName: string;
  readonly placeX: (value: number) => number;
  readonly placeY: (value: number) => number;
  /** The inverse of placeX. */
  readonly valueX: (place: number) => number;
  /** Both ends of the x axis as drawn. */
  readonly domain: readonly [number, number];
  /** Formats a value as the plot's summary does. */
  readonly words: (value: number) => string;
  readonly lines: readonly Line[];
  /** The names beside the plotting area; absent if a legend has them. */
  readonly names?: readonly LaneName[] | undefined;
}

/** A lane's name beside the plotting area. It reaches from `left` to the edge. */
export interface LaneName {
  /** The lane's id. */
  readonly lane: number;
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
}

/** Id of the lane whose name is at this place, in px of the chart. */
export function laneNamed({ names = [] }: Chart, x: number, y: number): number | undefined {
  return names.find(({ left, top, bottom }) => x > left && y >= top && y <= bottom)?.lane;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The line's last measured point at or before `x`; undefined before its first. */
export function pointAt(line: Line, x: number): Point | undefined {
  const i = bisectRight(line.xs, x) - 1;
  return i < 0 ? undefined : { x: line.xs[i], y: measured(line)[i] };
}

/** The measured x nearest to `place` px among those on the axis; undefined if there is none. */
export function nearestX(chart: Chart, place: number): number | undefined {
  const x = chart.valueX(place);
  let best: number | undefined;
  const consider = (candidate: number | undefined) => {
    if (candidate === undefined || !shows(chart, candidate)) return;
    const gap = Math.abs(chart.placeX(candidate) - place);
    if (best === undefined || gap < Math.abs(chart.placeX(best) - place)) best = candidate;
  };
  for (const { xs } of chart.lines) {
    const i = bisectRight(xs, x);
    consider(xs[i - 1]);
    consider(xs[i]);
  }
  return best;
}

/** The next measured x after `x`, or before it if `way` is -1; undefined if the axis shows none. */
export function neighbourX(chart: Chart, x: number, way: 1 | -1): number | undefined {
  let best: number | undefined;
  for (const { xs } of chart.lines) {
    const i = bisectRight(xs, x);
    const candidate = way > 0 ? xs[i] : xs[xs[i - 1] === x ? i - 2 : i - 1];
    if (candidate === undefined || !shows(chart, candidate)) continue;
    if (best === undefined || (candidate - best) * way < 0) best = candidate;
  }
  return best;
}

/** The first and last measured x on the axis; undefined if there is none. */
export function endsOf(chart: Chart): readonly [number, number] | undefined {
  const first = nearestX(chart, chart.placeX(chart.domain[0]));
  const last = nearestX(chart, chart.placeX(chart.domain[1]));
  return first === undefined || last === undefined ? undefined : [first, last];
}

/** True when `x` is on the axis. */
export const shows = ({ domain }: Chart, x: number): boolean => x >= domain[0] && x <= domain[1];
