import { random } from '../../src/base/random.ts';
import type { SpotsData } from '../../src/plots/marks/spots.ts';
import { DECOUPLED, JOINT } from './samples.ts';

/** Points around a few directions of the first three of many. */
function around(
  source: ReturnType<typeof random>,
  count: number,
  spread: number,
  centres: number,
): Float32Array {
  const middle = Array.from({ length: centres }, () => [
    0.8 * source.normal(),
    source.normal(),
    source.normal(),
  ]);
  const points = new Float32Array(3 * count);
  for (let i = 0; i < count; i++) {
    const p = middle[i % centres].map((x) => x + spread * source.normal());
    const length = Math.hypot(...p, 0.6);
    p.forEach((x, axis) => {
      points[3 * i + axis] = x / length;
    });
  }
  return points;
}

/** 96 prototypes in five spots, or spread, with 64 embeddings. */
export function someSpots(kind: 'collapsed' | 'spread'): SpotsData {
  const source = random(5).fork(kind);
  const collapsed = kind === 'collapsed';
  const places = around(source, 96, collapsed ? 0.05 : 1, collapsed ? 5 : 3);
  if (!collapsed) for (let i = 0; i < places.length; i++) places[i] *= 0.5;
  const raw = Float32Array.from({ length: 96 }, (_, i) => (i % 4 ? 0 : Math.exp(2 * source.normal())));
  const all = raw.reduce((a, b) => a + b, 0);
  return {
    lane: collapsed ? JOINT : DECOUPLED,
    places,
    wins: raw.map((share) => share / all),
    cloud: around(source, 64, 0.2, 4),
    K: 96,
  };
}

const none = new Float32Array(0);

/** A lane before its first report. */
export const NO_SPOTS: SpotsData = { lane: JOINT, places: none, wins: none, cloud: none, K: 512 };
