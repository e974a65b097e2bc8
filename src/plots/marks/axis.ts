import { extent } from 'd3-array';
import { scaleLinear, scaleLog, scaleSymlog } from 'd3-scale';
import { type Box, strokeLine } from './frame.ts';
import { SIZE, textAt, textWidth } from './text.ts';
import type { Inks } from './theme.ts';

export interface Axis {
  /** Title with its unit, such as "Unique prototypes (% of K)". */
  readonly label: string;
  readonly domain?: readonly [number, number] | undefined;
  readonly log?: boolean | undefined;
  /** Constant c of the scale log(1 + value / c), which is logarithmic well above c and has a place for 0. */
  readonly symlog?: number | undefined;
  /** Values are shares in 0..1, shown in per cent. */
  readonly percent?: boolean | undefined;
  /** Tick values; chosen by the scale if absent. Ticks without room for their label are left out. */
  readonly ticks?: readonly number[] | undefined;
  readonly format?: ((value: number) => string) | undefined;
}

/** Maps values to px, and has the ticks with their labels. */
export interface Scale {
  readonly place: (value: number) => number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** A scale that also maps px back to values. */
export interface InvertibleScale extends Scale {
  readonly value: (place: number) => number;
}

/**
 * The scale of `axis` over `range` px, with about `count` ticks. Its domain covers `values` unless the axis has one.
 */
export function axisScale(
  axis: Axis,
  values: Iterable<number>,
  range: readonly [number, number],
  count: number,
): InvertibleScale {
  const domain = axis.domain ?? covering(values, axis.log ?? false, count);
  const scale = scaleOf(axis, domain, range);
  const ticks = (axis.ticks ?? roundTicks(axis, domain, count)).filter(
    (tick) => tick >= domain[0] && tick <= domain[1],
  );
  return {
    place: (value) => scale(value),
    value: (place) => scale.invert(place),
    domain,
    ticks: label(axis, domain, ticks, count),
  };
}

function scaleOf({ log, symlog }: Axis, domain: readonly [number, number], range: readonly [number, number]) {
  if (log) return scaleLog(domain, range);
  return symlog === undefined ? scaleLinear(domain, range) : scaleSymlog(domain, range).constant(symlog);
}

/**
 * About `count` round values within the domain. A log scale has 1, 2, 5 per decade, and 0 where it has a place for it;
 * a domain too short for those has linear ticks.
 */
function roundTicks(axis: Axis, domain: readonly [number, number], count: number): readonly number[] {
  const linear = scaleLinear(domain, [0, 1]).ticks(count);
  if (!axis.log && axis.symlog === undefined) return linear;
  const [low, high] = domain;
  const least = axis.symlog ?? low;
  const all = [0, ...scaleLog([least, Math.max(high, least * 10)], [0, 1]).ticks(count)];
  const ticks = decades(all.filter((tick) => tick >= low && tick <= high && (tick > 0 || !axis.log)));
  return ticks.length < 3 ? linear.filter((tick) => tick > 0 || !axis.log) : ticks;
}

function label(axis: Axis, domain: readonly [number, number], ticks: readonly number[], count: number) {
  const factor = axis.percent ? 100 : 1;
  const steps = scaleLinear([domain[0] * factor, domain[1] * factor], [0, 1]).tickFormat(count);
  const format =
    axis.format ?? (axis.log || axis.symlog === 1 ? plain : (value: number) => steps(value * factor));
  return ticks.map((value) => ({ value, label: format(value) }));
}

function plain(value: number): string {
  return value >= 1000 && value % 1000 === 0 ? `${value / 1000}k` : String(Number(value.toPrecision(6)));
}

/** The ticks of a log scale, thinned to 1, 2, 5 per decade, or to whole decades if many are left. */
function decades(ticks: readonly number[]): readonly number[] {
  const mantissa = (tick: number) => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const few = ticks.filter((tick) => tick === 0 || [1, 2, 5].includes(mantissa(tick)));
  return few.length > 12 ? few.filter((tick) => tick === 0 || mantissa(tick) === 1) : few;
}

/** A round domain that covers the finite values. */
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

/**
 * Grid lines, both axis lines and tick labels. Labels that would overlap are left out; the last tick of x always
 * stays.
 */
export function drawAxes(box: Box, x: Scale, y: Scale, inks: Inks): string {
  const bottom = box.y + box.height;
  const right = box.x + box.width;
  let grid = '';
  let labels = '';
  for (const tick of apart(y, () => SIZE.note / 2 + 1)) {
    const at = y.place(tick.value);
    grid += strokeLine([box.x, at, right, at], inks.grid, 1);
    labels += textAt(box.x - 6, at + 3.5, tick.label, { size: SIZE.note, fill: inks.muted, anchor: 'end' });
  }
  for (const tick of apart(x, (label) => textWidth(label, SIZE.note) / 2 + 4)) {
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

/**
 * The ticks whose labels do not overlap, chosen from both ends and then in order. `reach` is half a label's width in
 * px.
 */
function apart(scale: Scale, reach: (label: string) => number): Scale['ticks'] {
  const half = (tick: Scale['ticks'][number]) => reach(tick.label);
  const free = (tick: Scale['ticks'][number], kept: Scale['ticks']) =>
    kept.every((k) => Math.abs(scale.place(k.value) - scale.place(tick.value)) >= half(k) + half(tick));
  const { ticks } = scale;
  const kept: Scale['ticks'][number][] = [];
  const ends = ticks.length > 1 ? [ticks[ticks.length - 1], ticks[0]] : [...ticks];
  for (const tick of [...ends, ...ticks.slice(1, -1)]) if (free(tick, kept)) kept.push(tick);
  return kept.sort((a, b) => a.value - b.value);
}
