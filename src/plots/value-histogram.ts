import { median } from '../metrics/median.ts';
import { axisScale, drawAxes } from './marks/axis.ts';
import { frame, type Plot, type PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import { coordinate, cut, SIZE, textAt } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

export interface ValueHistogramData {
  readonly lane: PlotLane;
  readonly beside?: readonly PlotLane[] | undefined;
  /** Name of the quantity, which begins the summary: "Norms". */
  readonly name: string;
  /** Title of the x axis, and of the y axis. */
  readonly axis: string;
  readonly counted: string;
  /** Values; those that are not finite are left out. */
  readonly values: ArrayLike<number>;
  /** True for positive values on a log axis, and counts on another. */
  readonly log?: boolean;
}

const BINS = 30;
/** Lower end of a log axis of counts, below 1, so that a bar of one shows. */
const LEAST = 0.7;

/** Histogram of one quantity of a matrix, such as the norms of its rows or the sizes of its groups. */
export function valueHistogram(data: ValueHistogramData, options: PlotOptions): Plot {
  const { lane, beside, axis, counted, values, log = false } = data;
  const inks = INKS[options.theme];
  const { color } = laneStroke(lane, beside ?? [lane]);
  const finite = finiteOf(values, log);
  const { box: outer, svg } = frame(options, []);
  const [low, high] = rangeOf(finite, log);
  const place = (value: number) =>
    log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const bins = new Array<number>(BINS).fill(0);
  for (const value of finite) bins[Math.min(BINS - 1, Math.max(0, Math.floor(place(value) * BINS)))]++;
  const most = bins.reduce((a, b) => Math.max(a, b), 1);
  const head = SIZE.label + 9;
  const box = {
    x: outer.x + 40,
    y: outer.y + head,
    width: Math.max(24, outer.width - 52),
    height: Math.max(24, outer.height - head - 32),
  };
  const bottom = box.y + box.height;
  const upright = log
    ? { label: '', log, domain: [LEAST, Math.max(10, 1.3 * most)] as const }
    : { label: '', domain: [0, 1.05 * most] as const };
  const y = axisScale(upright, [], [bottom, box.y], 4);
  const x = axisScale({ label: '', log, domain: [low, high] }, [], [box.x, box.x + box.width], 5);
  const title = { size: SIZE.label, fill: inks.ink };
  let body = drawAxes(box, x, y, inks);
  body += textAt(outer.x, outer.y + SIZE.label, cut(counted, SIZE.label, outer.width), title);
  body += textAt(box.x + box.width / 2, bottom + 29, cut(axis, SIZE.label, outer.width), {
    ...title,
    anchor: 'middle',
  });
  const bar = box.width / BINS;
  bins.forEach((n, i) => {
    if (n === 0) return;
    const at = y.place(n);
    body += `<rect x="${coordinate(box.x + i * bar + 0.5)}" y="${coordinate(at)}" width="${coordinate(Math.max(1, bar - 1))}" height="${coordinate(bottom - at)}" fill="${color}"/>`;
  });
  return { svg: svg(body), summary: summary(data, finite) };
}

/** The values that are drawn. Plain loops, since there may be a quarter of a million. */
function finiteOf(values: ArrayLike<number>, log: boolean): Float64Array {
  const finite = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value) && (!log || value > 0)) finite[count++] = value;
  }
  return finite.subarray(0, count);
}

/** The ends of the axis, which hold all values and are never equal. */
function rangeOf(values: Float64Array, log: boolean): readonly [number, number] {
  const [low, high] = endsOf(values);
  if (log) return [low, Math.max(2 * low, high)];
  const room = Math.max(high - low, 0.02 * Math.abs(high), 1e-6) / 2;
  return high - low > 1e-3 * Math.abs(high) ? [low, high] : [low - room, high + room];
}

const endsOf = (values: Float64Array): readonly [number, number] => [
  values.reduce((a, b) => Math.min(a, b), values[0] ?? 1),
  values.reduce((a, b) => Math.max(a, b), values[0] ?? 1),
];

function summary({ name }: ValueHistogramData, values: Float64Array): string {
  if (values.length === 0) return `${name}: nothing measured yet.`;
  const [low, high] = endsOf(values);
  const word = (value: number) => String(Number(value.toPrecision(4)));
  return `${name}: ${word(low)} to ${word(high)}, median ${word(median(values))}.`;
}
