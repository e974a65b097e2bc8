import { extent, scaleLinear, scaleLog } from 'd3';
import { type Box, strokeLine } from './frame.ts';
import { SIZE, textAt, textWidth } from './text.ts';
import type { Inks } from './theme.ts';

export interface Axis {
  /** With its unit, such as "Unique prototypes (% of K)". */
  readonly label: string;
  readonly domain?: readonly [number, number] | undefined;
  readonly log?: boolean | undefined;
  /** Values are shares in 0..1 and are shown as per cent. */
  readonly percent?: boolean | undefined;
  /** Where ticks go; chosen by the scale when absent. A tick whose label finds no room is left out. */
  readonly ticks?: readonly number[] | undefined;
  readonly format?: ((value: number) => string) | undefined;
}

/** A value's place in px, and the ticks with their labels. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** The scale of `axis` over `range` px, with about `count` ticks. Without a domain it covers `values`. */
export function axisScale(
  axis: Axis,
  values: Iterable<number>,
  range: readonly [number, number],
  count: number,
): Scale {
  const domain = axis.domain ?? covering(values, axis.log ?? false, count);
  const scale = axis.log ? scaleLog(domain, range) : scaleLinear(domain, range);
  const ticks = (axis.ticks ?? decades(scale.ticks(count), axis.log ?? false)).filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  );
  return { place: (value) => scale(value), domain, ticks: label(axis, domain, ticks, count) };
}

function label(axis: Axis, domain: readonly [number, number], ticks: readonly number[], count: number) {
  const factor = axis.percent ? 100 : 1;
  const steps = scaleLinear([domain[0] * factor, domain[1] * factor], [0, 1]).tickFormat(count);
  const format = axis.format ?? (axis.log ? plain : (value: number) => steps(value * factor));
  return ticks.map((value) => ({ value, label: format(value) }));
}

function plain(value: number): string {
  return value >= 1000 && value % 1000 === 0 ? `${value / 1000}k` : String(Number(value.toPrecision(6)));
}

/** A log scale's own ticks, thinned to 1, 2, 5 per decade, or to decades alone where they are many. */
function decades(ticks: readonly number[], log: boolean): readonly number[] {
  if (!log) return ticks;
  const mantissa = (tick: number) => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const few = ticks.filter((tick) => [1, 2, 5].includes(mantissa(tick)));
  return few.length > 9 ? few.filter((tick) => mantissa(tick) === 1) : few;
}

/** A round domain around the finite values. */
function covering(values: Iterable<number>, log: boolean, count: number): readonly [number, number] {
  const finite: number[] = [];
  for (const value of values) if (Number.isFinite(value) && (!log || value > 0)) finite.push(value);
  let [low, high] = extent(finite);
  if (low === undefined || high === undefined) return log ? [1, 10] : [0, 1];
  if (low === high) {
    const room = log ? low / 2 : Math.max(Math.abs(low) * 0.1, 1e-3);
    [low, high] = [low - room, high + room];
  }
  if (log) return [low, high];
  const [first, end] = scaleLinear([low, high], [0, 1]).nice(count).domain();
  return [first, end];
}

/** Grid lines, the frame's two axis lines and tick labels. Labels that would touch are left out, the last
 *  tick of x first among the kept. */
export function drawAxes(box: Box, x: Scale, y: Scale, inks: Inks): string {
  const bottom = box.y + box.height;
  const right = box.x + box.width;
  let grid = '';
  let labels = '';
  for (const tick of y.ticks) {
    const at = y.place(tick.value);
    grid += strokeLine([box.x, at, right, at], inks.grid, 1);
    labels += textAt(box.x - 6, at + 3.5, tick.label, { size: SIZE.note, fill: inks.muted, anchor: 'end' });
  }
  for (const tick of apart(x)) {
    const at = x.place(tick.value);
    grid += strokeLine([at, box.y, at, bottom], inks.grid, 1);
    labels += strokeLine([at, bottom, at, bottom + 4], inks.axis, 1);
    labels += textAt(at, bottom + 15, tick.label, { size: SIZE.note, fill: inks.muted, anchor: 'middle' });
  }
  const lines =
    strokeLine([box.x, bottom, right, bottom], inks.axis, 1) +
    strokeLine([box.x, box.y, box.x, bottom], inks.axis, 1);
  return grid + lines + labels;
}

/** Ticks whose labels leave at least 8 px between them: both ends first, then from the left. */
function apart(scale: Scale): Scale['ticks'] {
  const half = (tick: Scale['ticks'][number]) => textWidth(tick.label, SIZE.note) / 2 + 4;
  const free = (tick: Scale['ticks'][number], kept: Scale['ticks']) =>
    kept.every((k) => Math.abs(scale.place(k.value) - scale.place(tick.value)) >= half(k) + half(tick));
  const { ticks } = scale;
  const kept: Scale['ticks'][number][] = [];
  const ends = ticks.length > 1 ? [ticks[ticks.length - 1], ticks[0]] : [...ticks];
  for (const tick of [...ends, ...ticks.slice(1, -1)]) if (free(tick, kept)) kept.push(tick);
  return kept.sort((a, b) => a.value - b.value);
}
