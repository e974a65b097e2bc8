import { sampledIndex } from '../../base/sample.ts';
import type { PlotLane } from './lane.ts';
import { coordinate, SIZE, textAt, textWidth } from './text.ts';
import type { Inks } from './theme.ts';

/** Positions of prototypes and embeddings, from a report. */
export interface SpotsData {
  readonly lane: PlotLane;
  /** All lanes of the page, so that lanes of one method get different shades. */
  readonly beside?: readonly PlotLane[] | undefined;
  /** Unit prototypes on their first three principal components, [shown, 3]; a dead one is NaN. */
  readonly places: Float32Array;
  /** Share of the assignments that each prototype won, [shown]. Over all K they sum to 1. */
  readonly wins: Float32Array;
  /** True for weights without images: `wins` then have the size of each prototype's group, over K. */
  readonly unseen?: boolean | undefined;
  /** Unit teacher embeddings on the same directions, [views, 3]. */
  readonly cloud: Float32Array;
  /** K. `places` may be an even sample of them. */
  readonly K: number;
  /** Position of the selected prototype among those shown, 0..shown-1. */
  readonly picked?: number | undefined;
  /** Positions of the other members of its group. */
  readonly twins?: readonly number[] | undefined;
}

/** Points on a plot, in px. A missing one is NaN. */
export interface Spots {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 for a point on the near side. */
  readonly front: Uint8Array;
}

/** Radius of a dot by its share of assignments, in even shares: that of the first bound above the share. */
const RADII = [
  { below: 0.5, radius: 2 },
  { below: 2, radius: 3 },
  { below: 8, radius: 4.25 },
  { below: Number.POSITIVE_INFINITY, radius: 6 },
] as const;
const UNUSED = 1.5;
const CLOUD = 3.5;

/**
 * Prototypes as dots: coloured and larger the more they win, small and grey if they win nothing. Dots of one size form
 * one path, so that thousands are cheap. `draws` selects the points.
 */
export function prototypeDots(
  spots: Spots,
  { wins, K }: Pick<SpotsData, 'wins' | 'K'>,
  color: string,
  inks: Inks,
  draws: (i: number) => boolean = () => true,
): string {
  const unused = dots(spots, (i) => draws(i) && !(wins[i] > 0), UNUSED, inks.axis);
  const used = RADII.map(({ below, radius }, size) => {
    const least = RADII[size - 1]?.below ?? 0;
    const fits = (i: number) => draws(i) && wins[i] > 0 && wins[i] * K >= least && wins[i] * K < below;
    return dots(spots, fits, radius, color, 0.85);
  });
  return unused + used.join('');
}

/** Embeddings as large and faint dots, which together form a cloud. */
export const cloudDots = (spots: Spots, inks: Inks, draws: (i: number) => boolean = () => true): string =>
  dots(spots, draws, CLOUD, inks.muted, 0.16);

/** A dot is a line of length 0 with round caps. */
function dots(
  spots: Spots,
  draws: (i: number) => boolean,
  radius: number,
  color: string,
  opacity = 1,
): string {
  let d = '';
  for (let i = 0; i < spots.x.length; i++)
    if (draws(i) && Number.isFinite(spots.x[i]))
      d += `M${coordinate(spots.x[i])} ${coordinate(spots.y[i])}h0`;
  if (d === '') return '';
  const faint = opacity < 1 ? ` stroke-opacity="${opacity}"` : '';
  return `<path d="${d}" fill="none" stroke="${color}" stroke-width="${2 * radius}" stroke-linecap="round"${faint}/>`;
}

/** A ring and the index at the selected prototype, and thinner rings around its duplicates. */
export function marks(spots: Spots, data: SpotsData, inks: Inks, right: number): string {
  const { picked, twins = [] } = data;
  const ring = (i: number, radius: number, width: number) =>
    Number.isFinite(spots.x[i])
      ? `<circle cx="${coordinate(spots.x[i])}" cy="${coordinate(spots.y[i])}" r="${radius}" fill="none" stroke="${inks.ink}" stroke-width="${width}"${spots.front[i] ? '' : ' stroke-opacity="0.45"'}/>`
      : '';
  let svg = twins.map((i) => ring(i, 6, 1)).join('');
  if (picked === undefined || !Number.isFinite(spots.x[picked])) return svg;
  svg += ring(picked, 9, 2);
  const name = String(indexOf(picked, data));
  const left = spots.x[picked] + 13 + textWidth(name, SIZE.label) > right;
  const style = { size: SIZE.label, fill: inks.ink, weight: 600 } as const;
  return (
    svg +
    textAt(spots.x[picked] + (left ? -12 : 12), spots.y[picked] - 7, name, {
      ...style,
      anchor: left ? 'end' : 'start',
    })
  );
}

/** Index, 0..K-1, of the prototype at position `i` of those shown. */
export function indexOf(i: number, { wins, K }: Pick<SpotsData, 'wins' | 'K'>): number {
  return sampledIndex(i, K, wins.length);
}

/** The key of the dots, in one row from (x, y). Entries without room are left out. */
export function dotKey(
  x: number,
  y: number,
  width: number,
  color: string,
  inks: Inks,
  unseen = false,
): string {
  const entries = unseen
    ? [{ label: 'prototype (size = duplicates)', radii: [3, 6], stroke: color, opacity: 0.85 }]
    : [
        { label: 'used (size = how often)', radii: [2, 4.25], stroke: color, opacity: 0.85 },
        { label: 'unused', radii: [UNUSED], stroke: inks.axis, opacity: 1 },
        { label: 'embeddings', radii: [CLOUD], stroke: inks.muted, opacity: 0.35 },
      ];
  let svg = '';
  let at = x;
  for (const { label, radii, stroke, opacity } of entries) {
    const sign = 12 * radii.length;
    const needed = sign + 4 + textWidth(label, SIZE.note);
    if (at + needed > x + width) break;
    radii.forEach((radius, i) => {
      svg += `<circle cx="${coordinate(at + 5 + 11 * i)}" cy="${coordinate(y - 3.5)}" r="${radius}" fill="${stroke}" fill-opacity="${opacity}"/>`;
    });
    svg += textAt(at + sign + 2, y, label, { size: SIZE.note, fill: inks.muted });
    at += needed + 10;
  }
  return svg;
}

/** Share of the live prototypes' squared length along each of the three directions. Prototypes have unit length. */
export function directionShares(places: Float32Array): readonly [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  let live = 0;
  for (let i = 0; i + 2 < places.length; i += 3) {
    if (!Number.isFinite(places[i])) continue;
    live++;
    for (let axis = 0; axis < 3; axis++) sums[axis] += places[i + axis] ** 2;
  }
  return live === 0 ? sums : [sums[0] / live, sums[1] / live, sums[2] / live];
}

/** The point nearest to (x, y) within `within` px. Points on the near side come first. */
export function spotAt(spots: Spots, x: number, y: number, within: number): number | undefined {
  let found: number | undefined;
  let least = within ** 2;
  for (const side of [1, 0]) {
    for (let i = 0; i < spots.x.length; i++) {
      if (spots.front[i] !== side) continue;
      const square = (spots.x[i] - x) ** 2 + (spots.y[i] - y) ** 2;
      if (square <= least) {
        least = square;
        found = i;
      }
    }
    if (found !== undefined) return found;
  }
  return found;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The nearest point from `from` in a direction, where sideways distance counts twice. Points within half a px are
 * skipped.
 */
export function nextSpot({ x, y }: Spots, from: number, direction: Direction): number | undefined {
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  const level = direction === 'left' || direction === 'right';
  let found: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - x[from], y[i] - y[from]];
    const ahead = sign * (level ? dx : dy);
    const aside = Math.abs(level ? dy : dx);
    const way = ahead + 2 * aside;
    if (ahead > 0.5 && way < least) {
      least = way;
      found = i;
    }
  }
  return found;
}
