import { TroubleError } from '../base/errors.ts';
import { type Axis, axisScale, drawAxes, type Scale } from './axis.ts';
import { endLabels, endLabelWidth } from './end-labels.ts';
import { type Box, frame, type LegendEntry, type Plot, type PlotOptions, strokeLine } from './frame.ts';
import type { PlotLane } from './lane.ts';
import { coordinate, cut, SIZE, textAt, textWidth, wrap } from './text.ts';
import { INKS, readable } from './theme.ts';

/** One curve: `xs` and `ys` of the same length, joined in order; a point that is not finite is a gap. */
export interface Line {
  readonly lane?: PlotLane | undefined;
  /** Names the line in legend and summary. Empty for a line that needs no name. */
  readonly label: string;
  /** Shorter name at the line's end, where colour and neighbours say the rest. */
  readonly short?: string | undefined;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly color: string;
  /** SVG stroke-dasharray; empty for solid. */
  readonly dash: string;
  /** Thinner and paler: a term, a partner, a baseline. */
  readonly faint?: boolean | undefined;
}

/** A straight line at a value that does not change: a baseline, the paper's ε. */
export interface Reference {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  readonly color?: string | undefined;
}

export interface CurvesData {
  /** What is drawn, such as "Unique prototypes": opens the summary. */
  readonly name: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly references?: readonly Reference[] | undefined;
  /** Mark every point with a dot. */
  readonly points?: boolean | undefined;
  /** What will appear, for the empty frame. */
  readonly empty?: string | undefined;
  /** Said instead of the lines' last values. */
  readonly summary?: string | undefined;
}

const REFERENCE_DASH = '3 3';
/** Labels at the line ends take at most this share of the width; narrower plots get a legend. */
const LABEL_SHARE = 0.34;
const NARROW = 240;
/** A legend may not press the plot below this many px. */
const SHORTEST = 48;

/** The line chart under every curve of the page. */
export function curves(all: CurvesData, options: PlotOptions): Plot {
  for (const line of all.lines) checkLine(line);
  const data = { ...all, lines: all.lines.filter((line) => !(line.lane?.ghost && line.faint)) };
  const tries: Naming[] = options.legend || options.width < NARROW ? ['legend'] : ['ends', 'legend'];
  let svg: string | undefined;
  for (const naming of tries) svg ??= layout(data, options, naming);
  return { svg: svg ?? layout(data, options, 'none') ?? '', summary: data.summary ?? summary(data) };
}

/** Where the names of the lines stand. In a plot too small for either, the summary alone has them. */
type Naming = 'ends' | 'legend' | 'none';

/** The whole SVG; undefined when the names do not fit where they should stand. */
function layout(data: CurvesData, options: PlotOptions, naming: Naming): string | undefined {
  const inks = INKS[options.theme];
  const references = (data.references ?? []).filter((r) => Number.isFinite(r.value));
  const flat = references.filter((r) => r.axis === 'y' && within(r.value, data.y.domain));
  const upright = references.filter((r) => r.axis === 'x' && within(r.value, data.x.domain));
  const named = data.lines.filter((line) => line.label !== '' && lastDrawn(line, data) !== undefined);
  const { box: outer, svg } = frame(options, naming === 'legend' ? legendOf(named, flat, inks.muted) : []);

  const labels = [...named.map((line) => line.short ?? line.label), ...flat.map((r) => r.label)];
  const right = naming === 'ends' ? Math.max(10, endLabelWidth(labels, outer.width * LABEL_SHARE)) : 10;
  const head = SIZE.label + 9 + (upright.length ? SIZE.note + 7 : 0);
  const height = Math.max(8, outer.height - head - 32);
  if (naming === 'legend' && height < SHORTEST) return undefined;
  const y = axisScale(
    data.y,
    [...data.lines.flatMap((line) => line.ys), ...flat.map((r) => r.value)],
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
  body += textAt(outer.x, outer.y + SIZE.label, cut(data.y.label, SIZE.label, outer.width), {
    size: SIZE.label,
    fill: inks.ink,
  });
  body += textAt(box.x + box.width / 2, box.y + box.height + 29, cut(data.x.label, SIZE.label, outer.width), {
    size: SIZE.label,
    fill: inks.ink,
    anchor: 'middle',
  });
  for (const r of upright) body += uprightReference(r, x.place(r.value), box, outer, r.color ?? inks.muted);
  for (const r of flat) {
    const at = y.place(r.value);
    body += strokeLine([box.x, at, box.x + box.width, at], r.color ?? inks.muted, 1, REFERENCE_DASH);
  }
  body += clipped(
    box,
    drawOrder(data.lines)
      .map((line) => path(line, x, y, data.points ?? false))
      .join(''),
  );
  if (data.lines.every((line) => lastDrawn(line, data) === undefined))
    body += emptyNote(data, box, inks.muted);
  if (naming !== 'ends') return svg(body);
  const ends = [
    ...named.map((line) => {
      const end = lastDrawn(line, data) ?? 0;
      const ink = line.lane || !line.faint ? readable(line.color, options.theme) : inks.muted;
      return {
        text: line.short ?? line.label,
        color: ink,
        y: y.place(line.ys[end]),
      };
    }),
    ...flat.map((r) => ({
      text: r.label,
      color: r.color ? readable(r.color, options.theme) : inks.muted,
      y: y.place(r.value),
    })),
  ];
  // Below the axis stand its tick labels, and the last of them reaches into the margin.
  const room = [box.y - 6, box.y + box.height + 5] as const;
  const drawn = endLabels(ends, box.x + box.width, right, room);
  return drawn === undefined ? undefined : svg(body + drawn);
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

/** Ghosts below all, faint below bold, and broken lines above solid ones, so that two equal curves both show. */
function drawOrder(lines: readonly Line[]): Line[] {
  const rank = (line: Line) => (line.lane?.ghost ? -4 : 0) + (line.faint ? 0 : 2) + (line.dash ? 1 : 0);
  return lines.toSorted((a, b) => rank(a) - rank(b));
}

function path(line: Line, x: Scale, y: Scale, points: boolean): string {
  let d = '';
  let dots = '';
  let joined = false;
  const thin = line.faint || line.lane?.ghost;
  for (let i = 0; i < line.xs.length; i++) {
    const px = x.place(line.xs[i]);
    const py = y.place(line.ys[i]);
    if (!Number.isFinite(px) || !Number.isFinite(py)) {
      joined = false;
      continue;
    }
    const at = `${coordinate(px)} ${coordinate(py)}`;
    d += `${joined ? 'L' : 'M'}${at}`;
    // A lone point is a line of no length: with a round cap it still shows.
    if (!joined && !drawable(line, i + 1, x, y)) d += `L${at}`;
    if (points && !line.faint)
      dots += `<circle cx="${coordinate(px)}" cy="${coordinate(py)}" r="${thin ? 1.5 : 2.5}"/>`;
    joined = true;
  }
  if (d === '') return '';
  const dash = line.dash ? ` stroke-dasharray="${line.dash}"` : '';
  const style = thin ? 'stroke-width="1.25" opacity="0.75"' : 'stroke-width="2"';
  const stroke = `<path d="${d}" fill="none" stroke="${line.color}" ${style} stroke-linejoin="round" stroke-linecap="round"${dash}/>`;
  return dots === '' ? stroke : `${stroke}<g fill="${line.color}">${dots}</g>`;
}

function drawable(line: Line, i: number, x: Scale, y: Scale): boolean {
  return i < line.xs.length && Number.isFinite(x.place(line.xs[i])) && Number.isFinite(y.place(line.ys[i]));
}

/** `body` cut off at the box, with room for a stroke that runs along its edge. A nested <svg> clips without
 *  an id, so that many plots can stand in one page. */
export function clipped(box: Box, body: string): string {
  if (body === '') return '';
  const pad = 3;
  const [x, y] = [coordinate(box.x - pad), coordinate(box.y - pad)];
  const [w, h] = [coordinate(box.width + 2 * pad), coordinate(box.height + 2 * pad)];
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
  const note = data.empty ?? 'Curves appear with the first report.';
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

function within(value: number, domain: readonly [number, number] | undefined): boolean {
  return !domain || (value >= domain[0] && value <= domain[1]);
}

/** Index of the line's last point that a scale can place; undefined when there is none. */
function lastDrawn(line: Line, data: CurvesData): number | undefined {
  for (let i = line.xs.length - 1; i >= 0; i--)
    if (
      Number.isFinite(line.xs[i]) &&
      Number.isFinite(line.ys[i]) &&
      (!data.x.log || line.xs[i] > 0) &&
      (!data.y.log || line.ys[i] > 0)
    )
      return i;
  return undefined;
}

function summary(data: CurvesData): string {
  const ends = data.lines.flatMap((line) => {
    const end = line.label === '' ? undefined : lastDrawn(line, data);
    return end === undefined ? [] : [{ line, x: line.xs[end], y: line.ys[end] }];
  });
  if (ends.length === 0) return `${data.name}: nothing measured yet.`;
  const where = data.x.label.toLowerCase().replace(/ \(.*\)$/, '');
  const together = ends.every((end) => end.x === ends[0].x);
  const values = ends.map(
    ({ line, x, y }) => `${line.label} ${shown(y, data.y)}${together ? '' : ` at ${where} ${x}`}`,
  );
  const flat = (data.references ?? []).filter((r) => r.axis === 'y' && Number.isFinite(r.value));
  const against = flat.map((r) => `${r.label} ${shown(r.value, data.y)}`);
  const at = together ? ` at ${where} ${ends[0].x}` : '';
  return `${data.name}${at}: ${values.join(', ')}${against.length ? `; for reference: ${against.join(', ')}` : ''}.`;
}

/** A value in words: shares as per cent with one decimal, others with three significant digits. */
export function shown(value: number, axis: Pick<Axis, 'percent'>): string {
  if (!Number.isFinite(value)) return 'not finite';
  return axis.percent ? `${(value * 100).toFixed(1)} %` : String(Number(value.toPrecision(3)));
}

function checkLine(line: Line): void {
  if (line.xs.length === line.ys.length) return;
  throw new TroubleError({
    kind: 'data',
    came: `a line "${line.label}" of ${line.xs.length} x and ${line.ys.length} y values`,
    wanted: 'as many x as y values',
    todo: 'Give each point both coordinates.',
  });
}
