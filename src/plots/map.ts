import { axisScale, drawAxes } from './marks/axis.ts';
import { type Box, frame, type Plot, type PlotOptions } from './marks/frame.ts';
import { laneStroke } from './marks/lane.ts';
import {
  cloudDots,
  directionShares,
  dotKey,
  indexOf,
  marks,
  prototypeDots,
  type Spots,
  type SpotsData,
} from './marks/spots.ts';
import { coordinate, SIZE, textAt } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

/** Half the side of the square. The smallest one that holds all points is used. */
const EXTENTS = [0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1];
const AXIS = 36;
const BELOW = 32;
const KEY = 16;

interface Layout {
  /** The square. */
  readonly box: Box;
  readonly extent: number;
}

/**
 * Prototypes projected on their first two principal components. Unlike in the ring, their lengths within the plane are
 * kept: a prototype far from the plane is near the middle. Teacher embeddings form a faint cloud.
 */
export function map(data: SpotsData, options: PlotOptions): Plot {
  const { box: outer, svg } = frame(options, []);
  const { box, extent } = layout(data, outer);
  const inks = INKS[options.theme];
  const { color } = laneStroke(data.lane, data.beside ?? [data.lane]);
  const [first, second] = directionShares(data.places);
  const bottom = box.y + box.height;
  const domain = [-extent, extent] as const;
  const count = Math.min(5, Math.max(2, Math.round(box.width / 50)));
  const x = axisScale({ label: '', domain }, [], [box.x, box.x + box.width], count);
  const y = axisScale({ label: '', domain }, [], [bottom, box.y], count);
  let body = dotKey(outer.x, outer.y + SIZE.note, outer.width, color, inks, data.unseen);
  body += drawAxes(box, x, y, inks);
  if (extent === 1)
    body += `<circle cx="${coordinate(box.x + box.width / 2)}" cy="${coordinate(box.y + box.height / 2)}" r="${coordinate(box.width / 2)}" fill="none" stroke="${inks.axis}" stroke-opacity="0.6"/>`;
  const label = { size: SIZE.label, fill: inks.ink, anchor: 'middle' } as const;
  const known = first > 0;
  body += textAt(
    box.x + box.width / 2,
    bottom + 29,
    known ? `PC1 (${percent(first)} of squared norm)` : 'PC1',
    label,
  );
  body += upright(
    box.x - AXIS + 8,
    box.y + box.height / 2,
    known ? `PC2 (${percent(second)})` : 'PC2',
    inks.ink,
  );
  const spots = mapSpots(data, options);
  body += cloudDots(spotsOf(data.cloud, box, extent), inks);
  body += prototypeDots(spots, data, color, inks);
  body += marks(spots, data, inks, box.x + box.width);
  if (!known)
    body += textAt(box.x + box.width / 2, box.y + box.height / 2 - 8, 'Appears at step 0', {
      ...label,
      fill: inks.muted,
    });
  return { svg: svg(body), summary: summary(data, first + second) };
}

/** Positions of the prototypes on the map, in px of the plot. */
export function mapSpots(data: SpotsData, options: PlotOptions): Spots {
  const { box, extent } = layout(data, frame(options, []).box);
  return spotsOf(data.places, box, extent);
}

function layout({ places, cloud }: SpotsData, outer: Box): Layout {
  const side = Math.max(24, Math.min(outer.width - AXIS - 6, outer.height - BELOW - KEY));
  const left = outer.x + AXIS + Math.max(0, (outer.width - AXIS - 6 - side) / 2);
  let most = 0;
  for (const points of [places, cloud])
    for (let i = 0; i < points.length; i++)
      if (i % 3 < 2 && Math.abs(points[i]) > most) most = Math.abs(points[i]);
  return {
    box: { x: left, y: outer.y + KEY, width: side, height: side },
    extent: EXTENTS.find((each) => each >= most) ?? 1,
  };
}

function spotsOf(points: Float32Array, box: Box, extent: number): Spots {
  const count = points.length / 3;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = box.x + (box.width / 2) * (1 + points[3 * i] / extent);
    y[i] = box.y + (box.height / 2) * (1 - points[3 * i + 1] / extent);
  }
  return { x, y, front: new Uint8Array(count).fill(1) };
}

const percent = (share: number) => `${(100 * share).toFixed(0)}%`;

function upright(x: number, y: number, text: string, ink: string): string {
  const [cx, cy] = [coordinate(x), coordinate(y)];
  return `<g transform="rotate(-90 ${cx} ${cy})">${textAt(x, y, text, { size: SIZE.label, fill: ink, anchor: 'middle' })}</g>`;
}

function summary(data: SpotsData, share: number): string {
  const { places, wins, K, picked } = data;
  let live = 0;
  for (let i = 0; i < places.length; i += 3) if (Number.isFinite(places[i])) live++;
  if (live === 0) return 'Prototype map: no live prototypes.';
  const used = data.unseen ? '' : `, ${wins.filter((share) => share > 0).length} used`;
  const of = wins.length < K ? ` in a sample of ${wins.length} of ${K}` : '';
  const chosen = picked === undefined ? '' : ` Prototype ${indexOf(picked, data)} is picked.`;
  return `Prototype map: ${live} live prototypes${of}${used}. PC1 and PC2 hold ${percent(share)} of their squared norm.${chosen}`;
}
