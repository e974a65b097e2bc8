import { grouped } from '../base/number-text.ts';
import { USAGE_ROWS } from '../base/usage-window.ts';
import { axisScale, drawAxes } from './marks/axis.ts';
import { frame, type Plot, type PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import { coordinate, cut, SIZE, textAt } from './marks/text.ts';
import { INKS, readable } from './marks/theme.ts';

export interface UsageHistogramData {
  readonly lane: PlotLane;
  readonly beside?: readonly PlotLane[] | undefined;
  /** Share of the usage window's assignments that each prototype won, [shown]. */
  readonly wins: Float32Array;
  /** K. `wins` may be of an even sample of them. */
  readonly K: number;
  /** The rows that were won, in words. By default those of the usage window. */
  readonly rows?: string | undefined;
}

/** Bins per decade. The axis spans at least a hundredth to a hundred even shares. */
const PER_DECADE = 4;
/** Lower end of the count axis, below 1, so that a bar of one prototype shows. */
const LEAST = 0.7;
const COUNTS = [1, 10, 100, 1000, 10000];

/**
 * Histogram of the share of assignments that prototypes win, in even shares of 1/K, on two log axes. Often a few win
 * nearly all. Prototypes that win nothing have a bar of their own.
 */
export function usageHistogram(data: UsageHistogramData, options: PlotOptions): Plot {
  const { lane, beside, wins, K, rows = `last ${grouped(USAGE_ROWS)} teacher rows` } = data;
  const inks = INKS[options.theme];
  const { color } = laneStroke(lane, beside ?? [lane]);
  const { box: outer, svg } = frame(options, []);
  const shown = wins.length;
  const never = wins.filter((share) => !(share > 0)).length;
  const used = wins.filter((share) => share > 0).map((share) => share * K);
  const low = used.reduce((least, share) => Math.min(least, Math.floor(Math.log10(share))), -2);
  const high = used.reduce((most, share) => Math.max(most, Math.ceil(Math.log10(share))), 2);
  const bins = new Array<number>((high - low) * PER_DECADE).fill(0);
  for (const share of used)
    bins[Math.min(bins.length - 1, Math.floor((Math.log10(share) - low) * PER_DECADE))]++;

  const head = SIZE.label + 9;
  const apart = 60;
  const left = 34;
  const box = {
    x: outer.x + left + apart,
    y: outer.y + head,
    width: Math.max(24, outer.width - left - apart - 12),
    height: Math.max(24, outer.height - head - 32),
  };
  const bottom = box.y + box.height;
  const y = axisScale(
    { label: '', log: true, domain: [LEAST, Math.max(10, 1.3 * Math.max(never, ...bins))], ticks: COUNTS },
    [],
    [bottom, box.y],
    4,
  );
  const x = axisScale(
    { label: '', log: true, domain: [10 ** low, 10 ** high], ticks: decades(low, high), format: times },
    [],
    [box.x, box.x + box.width],
    5,
  );
  // the axis continues below the bar of those that win nothing
  let body = drawAxes({ ...box, x: box.x - apart, width: box.width + apart }, x, y, inks);
  body += textAt(outer.x, outer.y + SIZE.label, cut('Prototypes (count, log)', SIZE.label, outer.width), {
    size: SIZE.label,
    fill: inks.ink,
  });
  body += textAt(
    outer.x + outer.width / 2,
    bottom + 29,
    cut('Share of assignments over an even share (log)', SIZE.label, outer.width),
    { size: SIZE.label, fill: inks.ink, anchor: 'middle' },
  );
  const bar = (at: number, width: number, count: number, fill: string) =>
    count === 0
      ? ''
      : `<rect x="${coordinate(at + 0.5)}" y="${coordinate(y.place(count))}" width="${coordinate(width - 1)}" height="${coordinate(bottom - y.place(count))}" fill="${fill}"/>`;
  const width = box.width / bins.length;
  body += bins.map((count, i) => bar(box.x + i * width, width, count, color)).join('');
  body += bar(box.x - apart + 8, 20, never, inks.axis);
  const note = { size: SIZE.note, anchor: 'middle' } as const;
  body += textAt(box.x - apart + 18, bottom + 15, 'never', { ...note, fill: inks.muted });
  if (shown > 0)
    body += textAt(box.x - apart + 18, (never > 0 ? y.place(never) : bottom) - 4, percent(never / shown), {
      ...note,
      fill: readable(inks.axis, options.theme),
    });
  const sample = shown < K ? `, from a sample of ${shown} of ${K}` : '';
  const most = used.reduce((largest, share) => Math.max(largest, share), 0) / K;
  return {
    svg: svg(body),
    summary:
      shown === 0
        ? 'Usage histogram: nothing measured yet.'
        : `Usage histogram: ${percent(never / shown)} of prototypes won none of the ${rows}${sample}; the most used won ${percent(most)} of assignments.`,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const times = (value: number) => (value >= 1 ? `${value}×` : `1/${Math.round(1 / value)}`);

const decades = (low: number, high: number) =>
  Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
