import { median } from '../metrics/median.ts';
import { nearestBelow } from '../metrics/nearest.ts';
import { axisScale, drawAxes } from './marks/axis.ts';
import { frame, type Plot, type PlotOptions, strokeLine } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import { coordinate, cut, SIZE, textAt } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

export interface NearestData {
  readonly lane: PlotLane;
  readonly beside?: readonly PlotLane[] | undefined;
  /** Cosine of each prototype to its nearest neighbour, [shown]; NaN for a dead one. */
  readonly nearest: Float32Array;
  readonly D: number;
  /** K. `nearest` may be of an even sample of them. */
  readonly K: number;
  /** Prototypes closer than this, as 1 - cos, count as one. */
  readonly epsilon: number;
}

const BINS = 40;

/**
 * Histogram of the cosine to the nearest other prototype, beside the exact distribution for as many random directions.
 */
export function nearest(data: NearestData, options: PlotOptions): Plot {
  const { lane, beside, D, K, epsilon } = data;
  const inks = INKS[options.theme];
  const { color } = laneStroke(lane, beside ?? [lane]);
  const live = data.nearest.filter((cosine) => Number.isFinite(cosine));
  const count = live.length;
  const { box: outer, svg } = frame(options, [
    { label: 'prototypes', color, dash: '' },
    {
      label: 'random baseline',
      color: inks.ink,
      dash: '3 3',
      faint: true,
    },
  ]);
  const low = lowest(live, D);
  const width = (1 - low) / BINS;
  const edges = Array.from({ length: BINS + 1 }, (_, i) => low + i * width);
  const bins = new Array<number>(BINS).fill(0);
  for (const cosine of live) bins[Math.min(BINS - 1, Math.max(0, Math.floor((cosine - low) / width)))]++;
  const below = nearestBelow(Math.max(2, count), D, edges);
  const random = bins.map((_, i) => below[i + 1] - below[i]);

  const head = SIZE.label + 22;
  const box = {
    x: outer.x + 34,
    y: outer.y + head,
    width: Math.max(24, outer.width - 46),
    height: Math.max(24, outer.height - head - 32),
  };
  const bottom = box.y + box.height;
  const top = Math.max(0.02, ...random, ...bins.map((n) => n / Math.max(1, count)));
  const y = axisScale(
    { label: '', percent: true, domain: [0, Math.min(1, top * 1.05)] },
    [],
    [bottom, box.y],
    Math.min(4, Math.max(2, Math.round(box.height / 36))),
  );
  const x = axisScale({ label: '', domain: [low, 1] }, [], [box.x, box.x + box.width], 5);
  let body = drawAxes(box, x, y, inks);
  body += textAt(outer.x, outer.y + SIZE.label, cut('Prototypes (% of live)', SIZE.label, outer.width), {
    size: SIZE.label,
    fill: inks.ink,
  });
  body += textAt(
    box.x + box.width / 2,
    bottom + 29,
    cut('Cosine to the nearest prototype', SIZE.label, outer.width),
    { size: SIZE.label, fill: inks.ink, anchor: 'middle' },
  );
  const bar = box.width / BINS;
  bins.forEach((n, i) => {
    if (n === 0) return;
    const at = y.place(n / count);
    body += `<rect x="${coordinate(box.x + i * bar + 0.5)}" y="${coordinate(at)}" width="${coordinate(bar - 1)}" height="${coordinate(bottom - at)}" fill="${color}"/>`;
  });
  let steps = '';
  random.forEach((share, i) => {
    const at = coordinate(y.place(share));
    steps += `${i === 0 ? 'M' : 'L'}${coordinate(box.x + i * bar)} ${at}H${coordinate(box.x + (i + 1) * bar)}`;
  });
  if (count > 0)
    body += `<path d="${steps}" fill="none" stroke="${inks.ink}" stroke-width="1.25" stroke-dasharray="3 3"/>`;
  const limit = 1 - epsilon;
  if (limit > low) {
    const at = x.place(limit);
    body += strokeLine([at, box.y - 2, at, bottom], inks.muted, 1, '3 3');
    const middle = at > box.x + box.width / 2;
    body += textAt(at, box.y - 6, `duplicates (ε ${epsilon})`, {
      size: SIZE.note,
      fill: inks.muted,
      anchor: middle ? 'end' : 'start',
    });
  }
  if (count === 0)
    body += textAt(box.x + box.width / 2, box.y + box.height / 2, 'Appears after the first count', {
      size: SIZE.label,
      fill: inks.muted,
      anchor: 'middle',
    });
  return { svg: svg(body), summary: summary(data, live, K) };
}

/** Left end of the axis, a multiple of 0.1 below which there is almost nothing. */
function lowest(live: Float32Array, D: number): number {
  const least = live.length === 0 ? 0 : live.reduce((a, b) => Math.min(a, b), 1);
  const grid = Array.from({ length: 20 }, (_, i) => -1 + i / 10);
  const below = nearestBelow(Math.max(2, live.length), D, grid);
  const random =
    grid[
      Math.max(
        0,
        below.findLastIndex((share) => share < 0.001),
      )
    ];
  return Math.max(-1, Math.min(0.9, Math.floor(10 * Math.min(least, random)) / 10));
}

function summary({ nearest: all, epsilon, D }: NearestData, live: Float32Array, K: number): string {
  if (live.length === 0) return 'Nearest-neighbour similarity: nothing measured yet.';
  const close = live.filter((cosine) => 1 - cosine < epsilon).length;
  const grid = Array.from({ length: 2001 }, (_, i) => i / 1000 - 1);
  const random = grid[nearestBelow(Math.max(2, live.length), D, grid).findIndex((share) => share >= 0.5)];
  const sample = all.length < K ? `, from a sample of ${all.length} of ${K}` : '';
  return `Nearest-neighbour similarity: median cosine ${median(live).toFixed(3)}, random baseline ${random.toFixed(3)}. ${((100 * close) / live.length).toFixed(1)}% of prototypes have a duplicate within ε ${epsilon}${sample}.`;
}
