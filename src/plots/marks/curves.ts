import { extent } from 'd3-array';
import { type Axis, axisScale, drawAxes, type Scale } from './axis.ts';
import type { Chart, LaneName } from './chart.ts';
import { endLabels, endLabelWidth } from './end-labels.ts';
import { type Box, frame, type LegendEntry, type Plot, type PlotOptions, strokeLine } from './frame.ts';
import { checkLine, drawn, type Line, measured } from './line.ts';
import { drawOrder, linePath } from './line-path.ts';
import { type Moment, momentMarks } from './moment.ts';
import { bandPath, type RangeBand } from './range-band.ts';
import { coordinate, cut, SIZE, textAt, textWidth, wrap } from './text.ts';
import { INKS, readable } from './theme.ts';

/** A straight line at a constant value, such as a baseline or the paper's ε. */
export interface Reference {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  readonly color?: string | undefined;
  /** Lowest and highest value on y, where the reference is a mean of several. Drawn as a band. */
  readonly range?: readonly [low: number, high: number] | undefined;
}

export interface CurvesData {
  /** The quantity, such as "Unique prototypes". The summary begins with it. */
  readonly name: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly references?: readonly Reference[] | undefined;
  /** Areas behind the lines. */
  readonly bands?: readonly RangeBand[] | undefined;
  /** Moments of lines that are marked and named. */
  readonly moments?: readonly Moment[] | undefined;
  /** Marks every point with a dot. */
  readonly points?: boolean | undefined;
  /** Text for an empty plot: what will appear, and when. */
  readonly empty?: string | undefined;
  /** One word for the quantity on x. The label of the x axis without its unit by default. */
  readonly xName?: string | undefined;
  /** Replaces the summary of the lines' last values. */
  readonly summary?: string | undefined;
}

/** Line height of an axis title, in px. */
const LINE = SIZE.label + 2;
const REFERENCE_DASH = '3 3';
/** Largest fraction of the width for labels at the line ends. Narrower plots get a legend. */
const LABEL_SHARE = 0.34;
const NARROW = 240;
/** A legend must leave at least this height for the plot, in px. */
const SHORTEST = 48;

/** The line chart behind every plot of curves. */
export function curves(all: CurvesData, options: PlotOptions): Plot {
  for (const line of all.lines) checkLine(line);
  const data = { ...all, lines: all.lines.filter(drawn) };
  const tries: Naming[] = options.legend || options.width < NARROW ? ['legend'] : ['ends', 'legend'];
  let drawing: Drawing | undefined;
  for (const naming of tries) drawing ??= layout(data, options, naming);
  drawing ??= layout(data, options, 'none');
  return { svg: '', ...drawing, summary: data.summary ?? summary(data) };
}

type Drawing = Pick<Plot, 'svg' | 'chart'>;

/** Position of the line names. A plot too small for any has them in its summary only. */
type Naming = 'ends' | 'legend' | 'none';

/** The whole SVG; undefined if the names do not fit at this position. */
function layout(data: CurvesData, options: PlotOptions, naming: Naming): Drawing | undefined {
  const inks = INKS[options.theme];
  const references = (data.references ?? []).filter((r) => Number.isFinite(r.value));
  const part = partInView(data);
  const inView = part?.length ? part : undefined;
  const span = data.y.domain ?? (inView && extent(inView));
  const flat = references.filter((r) => r.axis === 'y' && within(r.value, span));
  const upright = references.filter((r) => r.axis === 'x' && within(r.value, data.x.domain));
  const named = data.lines.filter((line) => line.label !== '' && lastInView(line, data) !== undefined);
  const {
    box: outer,
    svg,
    ...size
  } = frame(options, naming === 'legend' ? legendOf(named, flat, inks.muted) : []);

  const labels = [...named.map((line) => line.short ?? line.label), ...flat.map((r) => r.label)];
  const right = naming === 'ends' ? Math.max(10, endLabelWidth(labels, outer.width * LABEL_SHARE)) : 10;
  const title = wrap(data.y.label, SIZE.label, outer.width);
  const head = title.length * LINE + 7 + (upright.length ? SIZE.note + 7 : 0);
  const height = Math.max(8, outer.height - head - 32);
  if (naming === 'legend' && height < SHORTEST) return undefined;
  const y = axisScale(
    data.y,
    data.y.domain
      ? []
      : (inView ?? [
          ...data.lines.flatMap(drawnValues),
          ...flat.map((r) => r.value),
          ...(data.bands ?? []).flatMap(({ lows, highs }) => [...lows, ...highs]),
        ]),
    [outer.y + head + height, outer.y + head],
    Math.min(5, Math.max(2, Math.round(height / 36))),
  );
  const left = 8 + Math.max(12, ...y.ticks.map((tick) => textWidth(tick.label, SIZE.note)));
  const box = { x: outer.x + left, y: outer.y + head, width: outer.width - left - right, height };
  const x = axisScale(
    data.x,
    data.lines.flatMap((line) => line.xs),
    [box.x, box.x + box.width],
    Math.min(6, Math.max(2, Math.round(box.width / 50))),
  );
  let body = drawAxes(box, x, y, inks);
  title.forEach((words, i) => {
    body += textAt(outer.x, outer.y + SIZE.label + i * LINE, words, { size: SIZE.label, fill: inks.ink });
  });
  body += textAt(box.x + box.width / 2, box.y + box.height + 29, cut(data.x.label, SIZE.label, outer.width), {
    size: SIZE.label,
    fill: inks.ink,
    anchor: 'middle',
  });
  for (const r of upright) body += uprightReference(r, x.place(r.value), box, outer, r.color ?? inks.muted);
  const bands = [...(data.bands ?? []), ...flat.flatMap((r) => bandOf(r, x, r.color ?? inks.muted))];
  body += clipped(box, bands.map((band) => bandPath(band, x, y)).join(''), 0);
  for (const r of flat) {
    const at = y.place(r.value);
    body += strokeLine([box.x, at, box.x + box.width, at], r.color ?? inks.muted, 1, REFERENCE_DASH);
  }
  body += clipped(
    box,
    drawOrder(data.lines)
      .map((line) => linePath(line, x, y, data.points ?? false))
      .join(''),
    part ? 0 : STROKE_ROOM,
  );
  const moments = (data.moments ?? []).filter((moment) => within(moment.x, x.domain));
  body += momentMarks(
    moments.map(({ x: at, y: value, label, color }) => ({
      left: x.place(at),
      top: y.place(value),
      label,
      color: readable(color, options.theme),
    })),
    box,
    inks.ink,
  );
  if (data.lines.every((line) => lastDrawn(line, data) === undefined))
    body += emptyNote(data, box, inks.muted);
  const chart: Chart = {
    ...size,
    left: box.x,
    right: box.x + box.width,
    top: box.y,
    bottom: box.y + box.height,
    xName: xName(data),
    placeX: x.place,
    placeY: y.place,
    valueX: x.value,
    domain: x.domain,
    words: (value) => shown(value, data.y),
    lines: data.lines,
  };
  if (naming !== 'ends') return { svg: svg(body), chart };
  const ends = [
    ...named.map((line) => ({
      text: line.short ?? line.label,
      color: line.lane || !line.faint ? readable(line.color, options.theme) : inks.muted,
      y: endPlace(line, lastInView(line, data) ?? 0, x, y),
    })),
    ...flat.map((r) => ({
      text: r.label,
      color: r.color ? readable(r.color, options.theme) : inks.muted,
      y: y.place(r.value),
    })),
  ];
  // leave the tick labels below the axis free, the last of which reaches into the margin
  const room = [box.y - 6, box.y + box.height + 5] as const;
  const labelled = endLabels(ends, box.x + box.width, right, room);
  if (labelled === undefined) return undefined;
  const names = named.flatMap(({ lane }, i): LaneName[] => {
    const [top, bottom] = labelled.spans[i];
    return lane && !lane.ghost ? [{ lane: lane.id, left: box.x + box.width, top, bottom }] : [];
  });
  return { svg: svg(body + labelled.svg), chart: { ...chart, names } };
}

/** The band of a reference across the plot. A single draw has none. */
function bandOf({ range }: Reference, { domain }: Scale, color: string): RangeBand[] {
  if (!range || range[0] >= range[1]) return [];
  const [low, high] = range;
  return [{ xs: domain, lows: [low, low], highs: [high, high], color }];
}

function legendOf(lines: readonly Line[], flat: readonly Reference[], muted: string): LegendEntry[] {
  const named = lines.filter((line) => !(line.faint && line.short));
  const thin = new Set(lines.flatMap((line) => (line.faint && line.short ? [line.short] : [])));
  return [
    ...named.map(({ label, short, color, dash, faint }) => ({ label: short ?? label, color, dash, faint })),
    ...(thin.size ? [{ label: `thin: ${[...thin].join(', ')}`, color: muted, dash: '', faint: true }] : []),
    ...flat.map((r) => ({ label: r.label, color: r.color ?? muted, dash: REFERENCE_DASH, faint: true })),
  ];
}

/** Margin in px for strokes along the edge of the plotting area. */
const STROKE_ROOM = 3;

/**
 * Clips `body` to the box, with `room` px to spare at the sides. A nested <svg> clips without an id, so that many
 * plots can share a page.
 */
function clipped(box: Box, body: string, room: number): string {
  if (body === '') return '';
  const [x, y] = [coordinate(box.x - room), coordinate(box.y - STROKE_ROOM)];
  const [w, h] = [coordinate(box.width + 2 * room), coordinate(box.height + 2 * STROKE_ROOM)];
  return `<svg x="${x}" y="${y}" width="${w}" height="${h}" viewBox="${x} ${y} ${w} ${h}" overflow="hidden">${body}</svg>`;
}

function uprightReference(r: Reference, at: number, box: Box, outer: Box, color: string): string {
  const label = cut(r.label, SIZE.note, outer.width);
  const half = textWidth(label, SIZE.note) / 2;
  const middle = Math.min(Math.max(at, outer.x + half), outer.x + outer.width - half);
  return (
    strokeLine([at, box.y - 2, at, box.y + box.height], color, 1, REFERENCE_DASH) +
    textAt(middle, box.y - 6, label, { size: SIZE.note, fill: color, anchor: 'middle' })
  );
}

function emptyNote(data: CurvesData, box: Box, color: string): string {
  const note = data.empty ?? 'Appears after the first step.';
  return wrap(note, SIZE.label, box.width - 16)
    .map((line, i, all) =>
      textAt(box.x + box.width / 2, box.y + box.height / 2 + (i - (all.length - 1) / 2) * 15 + 4, line, {
        size: SIZE.label,
        fill: color,
        anchor: 'middle',
      }),
    )
    .join('');
}

function within(
  value: number,
  domain: readonly [number | undefined, number | undefined] | undefined,
): boolean {
  const [low, high] = domain ?? [];
  return (low === undefined || value >= low) && (high === undefined || value <= high);
}

const drawnValues = ({ ys, raw }: Line): readonly number[] => (raw ? [...ys, ...raw] : ys);

/** Values of the lines within a zoomed x axis; undefined if the axis shows all of the lines. */
function partInView({ x, lines }: CurvesData): number[] | undefined {
  if (!x.domain) return undefined;
  const [low, high] = x.domain;
  if (lines.every(({ xs }) => xs.every((value) => value >= low && value <= high))) return undefined;
  return lines.flatMap(({ xs, ys, raw }) =>
    [ys, raw ?? []].flatMap((values) => values.filter((_, i) => within(xs[i], x.domain))),
  );
}

/**
 * Index of the line's last point on the x axis. If the line passes through the axis without a point, the last point
 * before it.
 */
function lastInView(line: Line, data: CurvesData): number | undefined {
  const { xs } = line;
  const [low, high] = data.x.domain ?? [];
  const last = lastDrawn(line, data);
  if (last === undefined || high === undefined || low === undefined || xs[last] <= high)
    return last !== undefined && low !== undefined && xs[last] < low ? undefined : last;
  const beyond = xs.findIndex((value) => value > high);
  return beyond > 0 && placeable(line, beyond - 1, data) ? beyond - 1 : undefined;
}

/** Height in px at which the line leaves the plot, between point `i` and the next. */
function endPlace({ xs, ys }: Line, i: number, x: Scale, y: Scale): number {
  const at = y.place(ys[i]);
  const next = y.place(ys[i + 1]);
  if (i + 1 >= xs.length || !Number.isFinite(next)) return at;
  const edge = x.place(x.domain[1]);
  const [from, to] = [x.place(xs[i]), x.place(xs[i + 1])];
  return at + ((next - at) * (edge - from)) / (to - from);
}

/** Index of the last point that both scales can place; undefined if there is none. */
function lastDrawn(line: Line, data: CurvesData): number | undefined {
  for (let i = line.xs.length - 1; i >= 0; i--) if (placeable(line, i, data)) return i;
  return undefined;
}

function placeable({ xs, ys }: Line, i: number, { x, y }: CurvesData): boolean {
  return Number.isFinite(xs[i]) && Number.isFinite(ys[i]) && (!x.log || xs[i] > 0) && (!y.log || ys[i] > 0);
}

const xName = (data: CurvesData) => data.xName ?? data.x.label.toLowerCase().replace(/ \(.*\)$/, '');

function summary(data: CurvesData): string {
  const ends = data.lines.flatMap((line) => {
    const end = line.label === '' ? undefined : lastDrawn(line, data);
    return end === undefined ? [] : [{ line, x: line.xs[end], y: measured(line)[end] }];
  });
  if (ends.length === 0) return `${data.name}: nothing measured yet.`;
  const where = xName(data);
  const together = ends.every((end) => end.x === ends[0].x);
  const values = ends.map(
    ({ line, x, y }) => `${line.label} ${shown(y, data.y)}${together ? '' : ` at ${where} ${x}`}`,
  );
  const flat = (data.references ?? []).filter((r) => r.axis === 'y' && Number.isFinite(r.value));
  const against = flat.map((r) => `${r.label} ${shown(r.value, data.y)}${rangeOf(r, data.y)}`);
  const at = together ? ` at ${where} ${ends[0].x}` : '';
  return `${data.name}${at}: ${values.join(', ')}${against.length ? `; for reference: ${against.join(', ')}` : ''}.`;
}

function rangeOf({ range }: Reference, axis: Pick<Axis, 'percent'>): string {
  if (!range || range[0] >= range[1]) return '';
  return ` (${shown(range[0], axis)} to ${shown(range[1], axis)})`;
}

/** Formats a value: a share in per cent with one decimal, any other with three significant digits. */
export function shown(value: number, axis: Pick<Axis, 'percent'>): string {
  if (!Number.isFinite(value)) return 'not finite';
  return axis.percent ? `${(value * 100).toFixed(1)}%` : String(Number(value.toPrecision(3)));
}
