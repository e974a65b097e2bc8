import { type Axis, axisScale, drawAxes } from './axis.ts';
import { frame, type Plot, type PlotOptions, strokeLine } from './frame.ts';
import { laneStroke, type PlotLane } from './lane.ts';
import { coordinate, SIZE, textAt, textWidth } from './text.ts';
import { INKS, readable } from './theme.ts';

export interface BarsData {
  readonly name: string;
  readonly axis: string;
  /** Shares in 0..1. */
  readonly bars: readonly {
    readonly lane: PlotLane;
    readonly mean: number;
    readonly min: number;
    readonly max: number;
  }[];
}

/** Space above the highest value for its number and the legend, as a fraction of the axis. */
const HEADROOM = 0.35;

/**
 * Shares of two systems as bars, with the range over seeds as whiskers and the difference Δ of the means: Figure 3b of
 * Arteaga et al. (2026). As there, the axis starts near the lower bar, not at 0. Δ is drawn for exactly two bars.
 */
export function bars({ name, axis, bars: given }: BarsData, options: PlotOptions): Plot {
  const inks = INKS[options.theme];
  const all = given.map(({ lane }) => lane);
  const strokes = given.map(({ lane }) => laneStroke(lane, all));
  const legend = given.map(({ lane }, i) => ({ label: lane.label, color: strokes[i].color, dash: '' }));
  const { box: outer, svg } = frame(options, legend);
  const low = Math.min(...given.map(({ min }) => min));
  const high = Math.max(...given.map(({ max }) => max));
  const room = Math.max(0.01, high - low);
  const y: Axis = {
    label: axis,
    percent: true,
    domain: [
      Math.max(0, Math.floor(50 * (low - room)) / 50),
      Math.min(1, Math.ceil(50 * (high + HEADROOM * room)) / 50),
    ],
  };
  const box = { x: outer.x + 34, y: outer.y + 24, width: outer.width - 44, height: outer.height - 34 };
  const bottom = box.y + box.height;
  const scale = axisScale(y, [], [bottom, box.y], 4);
  const none = { place: () => 0, domain: [0, 1] as const, ticks: [] };
  let body = drawAxes(box, none, scale, inks);
  body += textAt(outer.x, outer.y + SIZE.label, axis, { size: SIZE.label, fill: inks.ink });
  const slot = box.width / given.length;
  const width = Math.min(44, slot * 0.4);
  given.forEach(({ mean, min, max }, i) => {
    // two bars move apart to leave room for Δ
    const middle = box.x + slot * (i + (given.length === 2 ? 0.35 + 0.3 * i : 0.5));
    const top = scale.place(mean);
    const { color } = strokes[i];
    body += `<rect x="${coordinate(middle - width / 2)}" y="${coordinate(top)}" width="${coordinate(width)}" height="${coordinate(bottom - top)}" fill="${color}" fill-opacity="0.5" stroke="${color}"/>`;
    if (max > min) body += whisker(middle, scale.place(min), scale.place(max), inks.ink);
    body += textAt(middle, scale.place(max) - 6, (100 * mean).toFixed(1), {
      size: SIZE.label,
      fill: readable(color, options.theme),
      anchor: 'middle',
    });
  });
  if (given.length === 2) {
    const [a, b] = given;
    const delta = `Δ = ${signed(b.mean - a.mean)}`;
    const middle = box.x + box.width / 2;
    const [top, end] = [scale.place(Math.max(a.mean, b.mean)), scale.place(Math.min(a.mean, b.mean))];
    body += whisker(middle, end, top, inks.muted);
    const half = textWidth(delta, SIZE.label) / 2 + 3;
    const at = top - 8 > box.y + SIZE.label ? top - 8 : end + SIZE.label + 6;
    body += `<rect x="${coordinate(middle - half)}" y="${coordinate(at - SIZE.label)}" width="${coordinate(2 * half)}" height="${SIZE.label + 4}" fill="${inks.background}"/>`;
    body += textAt(middle, at, delta, { size: SIZE.label, fill: inks.ink, anchor: 'middle' });
  }
  const words = given.map(({ lane, mean }) => `${lane.label} ${(100 * mean).toFixed(1)}%`);
  return { svg: svg(body), summary: `${name}: ${words.join(', ')}.` };
}

const signed = (share: number) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;

function whisker(x: number, from: number, to: number, color: string): string {
  return (
    strokeLine([x, from, x, to], color, 1.25) +
    strokeLine([x - 5, from, x + 5, from], color, 1.25) +
    strokeLine([x - 5, to, x + 5, to], color, 1.25)
  );
}
