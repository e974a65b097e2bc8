import { frame, type Plot, type PlotOptions } from './marks/frame.ts';
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
import { coordinate, cut, SIZE, textAt } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

/** Rotation of the sphere in radians: around its vertical axis, then over the top. */
export interface Turn {
  readonly yaw: number;
  readonly pitch: number;
}

/** PC1 points towards the viewer, up and to the left, like the cluster in the paper's Figure 2. */
export const FIRST_TURN: Turn = { yaw: -0.6, pitch: 0.5 };

const KEY = 16;
const BELOW = 18;
/** Segments of a great circle. */
const PIECES = 72;
/** Opacity of the far side. */
const BEHIND = 0.32;

interface Globe {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Prototypes on a sphere, the manifold of the paper's Figure 2: their first three principal components, scaled to
 * unit length and projected in parallel. Before any turn PC1 points at the viewer, PC2 to the right and PC3 up.
 */
export function sphere(data: SpotsData, options: PlotOptions, turn: Turn = FIRST_TURN): Plot {
  const { box, svg } = frame(options, []);
  const inks = INKS[options.theme];
  const { color } = laneStroke(data.lane, data.beside ?? [data.lane]);
  const globe = globeOf(options);
  const shares = directionShares(data.places);
  const share = shares[0] + shares[1] + shares[2];
  const { x, y, radius } = globe;
  const circle = `cx="${coordinate(x)}" cy="${coordinate(y)}" r="${coordinate(radius)}"`;
  let body = dotKey(box.x, box.y + SIZE.note, box.width, color, inks, data.unseen);
  body += `<circle ${circle} fill="${inks.grid}" fill-opacity="0.45" stroke="${inks.axis}"/>`;
  const spots = spotsOf(data.places, globe, turn);
  const cloud = spotsOf(data.cloud, globe, turn);
  const back = (of: Spots) => (i: number) => of.front[i] === 0;
  const front = (of: Spots) => (i: number) => of.front[i] === 1;
  const circles = greatCircles(globe, turn);
  const line = (d: string, style: string) => `<path d="${d}" fill="none" stroke="${inks.axis}" ${style}/>`;
  body += line(circles.back, 'stroke-width="0.75" stroke-opacity="0.5" stroke-dasharray="3 3"');
  body += `<g opacity="${BEHIND}">${cloudDots(cloud, inks, back(cloud))}${prototypeDots(spots, data, color, inks, back(spots))}</g>`;
  body += line(circles.front, 'stroke-width="0.75"');
  body += cloudDots(cloud, inks, front(cloud)) + prototypeDots(spots, data, color, inks, front(spots));
  body += axisEnds(globe, turn, inks.muted) + marks(spots, data, inks, box.x + box.width);
  const label = { size: SIZE.label, fill: inks.ink, anchor: 'middle' } as const;
  const says = share > 0 ? `PC1 to PC3: ${percent(share)} of squared norm` : 'Appears at step 0';
  body += textAt(box.x + box.width / 2, box.y + box.height - 4, cut(says, SIZE.label, box.width), label);
  return { svg: svg(body), summary: summary(data, spots, share) };
}

/** Positions of the prototypes on the sphere, in px of the plot. */
export const sphereSpots = (data: SpotsData, options: PlotOptions, turn: Turn): Spots =>
  spotsOf(data.places, globeOf(options), turn);

/** The sphere in px of the plot. A drag turns it by its radius. */
function globeOf(options: PlotOptions): Globe {
  const { box } = frame(options, []);
  const room = Math.min(box.width, box.height - KEY - BELOW);
  return {
    x: box.x + box.width / 2,
    y: box.y + KEY + Math.max(0, box.height - KEY - BELOW) / 2,
    radius: Math.max(12, room / 2 - 12),
  };
}

/** A direction (PC1, PC2, PC3) of any length but 0, as seen: right, up, and towards the viewer. */
function seen(p1: number, p2: number, p3: number, { yaw, pitch }: Turn): readonly [number, number, number] {
  const right = p2 * Math.cos(yaw) + p1 * Math.sin(yaw);
  const near = p1 * Math.cos(yaw) - p2 * Math.sin(yaw);
  const up = p3 * Math.cos(pitch) + near * Math.sin(pitch);
  return [right, up, near * Math.cos(pitch) - p3 * Math.sin(pitch)];
}

function spotsOf(points: Float32Array, globe: Globe, turn: Turn): Spots {
  const count = points.length / 3;
  const spots = { x: new Float64Array(count), y: new Float64Array(count), front: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    const [p1, p2, p3] = [points[3 * i], points[3 * i + 1], points[3 * i + 2]];
    const scale = globe.radius / Math.hypot(p1, p2, p3);
    const [right, up, near] = seen(p1, p2, p3, turn);
    spots.x[i] = globe.x + scale * right;
    spots.y[i] = globe.y - scale * up;
    spots.front[i] = near >= 0 ? 1 : 0;
  }
  return spots;
}

/** The great circles through each two of the three directions, in front and behind, as path data. */
function greatCircles(globe: Globe, turn: Turn): { readonly front: string; readonly back: string } {
  const paths = { front: '', back: '' };
  for (let axis = 0; axis < 3; axis++) {
    let last: 'front' | 'back' | undefined;
    for (let piece = 0; piece <= PIECES; piece++) {
      const angle = (2 * Math.PI * piece) / PIECES;
      const point = [0, 0, 0];
      point[axis] = Math.cos(angle);
      point[(axis + 1) % 3] = Math.sin(angle);
      const [right, up, near] = seen(point[0], point[1], point[2], turn);
      const at = `${coordinate(globe.x + globe.radius * right)} ${coordinate(globe.y - globe.radius * up)}`;
      const side = near >= 0 ? 'front' : 'back';
      // both sides share the point at which the circle crosses over
      if (last !== undefined && side !== last) paths[last] += `L${at}`;
      paths[side] += `${side === last ? 'L' : 'M'}${at}`;
      last = side;
    }
  }
  return paths;
}

/** Names of the directions, just outside the sphere. */
function axisEnds(globe: Globe, turn: Turn, ink: string): string {
  return [0, 1, 2]
    .map((axis) => {
      const [right, up, near] = seen(axis === 0 ? 1 : 0, axis === 1 ? 1 : 0, axis === 2 ? 1 : 0, turn);
      const x = globe.x + globe.radius * right;
      const y = globe.y - globe.radius * up;
      const dot = `<circle cx="${coordinate(x)}" cy="${coordinate(y)}" r="1.5" fill="${ink}"${near < 0 ? ' fill-opacity="0.5"' : ''}/>`;
      return dot + textAt(x + 5, y + 10, `PC${axis + 1}`, { size: SIZE.note, fill: ink });
    })
    .join('');
}

const percent = (share: number) => `${(100 * share).toFixed(0)}%`;

function summary(data: SpotsData, spots: Spots, share: number): string {
  const { wins, K, picked } = data;
  let live = 0;
  let facing = 0;
  for (let i = 0; i < spots.x.length; i++) {
    if (!Number.isFinite(spots.x[i])) continue;
    live++;
    facing += spots.front[i];
  }
  if (live === 0) return 'Prototype sphere: no live prototypes.';
  const of = wins.length < K ? ` in a sample of ${wins.length} of ${K}` : '';
  const chosen = picked === undefined ? '' : ` Prototype ${indexOf(picked, data)} is picked.`;
  return `Prototype sphere: ${live} live prototypes${of}, ${facing} on the near side. PC1 to PC3 hold ${percent(share)} of their squared norm.${chosen}`;
}
