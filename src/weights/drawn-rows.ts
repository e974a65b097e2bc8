import { sampledIndex } from '../base/sample.ts';
import { placesOf, ringAngles } from '../metrics/ring.ts';

/** Above this K, only an even sample of this size is drawn. */
const SHOWN = 2048;

/**
 * The rows of `rows` [K, D] that pictures show, all or an even sample: the angle of each live one in the plane of their
 * own PC1 and PC2, and their coordinates on PC1 to PC3 at unit length, [shown, 3].
 */
export function drawnRows(rows: Float32Array, K: number, D: number) {
  const shown = Math.min(K, SHOWN);
  let sample = rows;
  if (shown < K) {
    sample = new Float32Array(shown * D);
    for (let i = 0; i < shown; i++) {
      const k = sampledIndex(i, K, shown);
      sample.set(rows.subarray(k * D, (k + 1) * D), i * D);
    }
  }
  const { angles, basis } = ringAngles(sample, shown, D);
  return { shown, angles, places: placesOf(sample, shown, D, basis) };
}
