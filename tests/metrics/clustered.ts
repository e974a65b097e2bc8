import { random } from '../../src/base/random.ts';

/** K prototypes in D dimensions around a few centres, so that every ε has something to cover. */
export function clustered(seed: number, K: number, D: number): Float32Array {
  const source = random(seed);
  const centres = Array.from({ length: 6 * D }, () => source.normal());
  return Float32Array.from({ length: K * D }, (_, i) => {
    const centre = (Math.floor(i / D) * 7) % 6;
    return centres[centre * D + (i % D)] + 0.15 * (1 + (i % 3)) * source.normal();
  });
}

/** Every cosine straight from its formula, [K, K]; NaN where a row has no direction. */
export function cosinesOf(rows: Float32Array, K: number, D: number): Float64Array {
  const unit = Array.from({ length: K }, (_, k) => {
    const row = Array.from(rows.subarray(k * D, k * D + D));
    const norm = Math.hypot(...row);
    return row.map((x) => (norm > 0 ? x / norm : Number.NaN));
  });
  return Float64Array.from({ length: K * K }, (_, at) => {
    const [x, y] = [unit[Math.floor(at / K)], unit[at % K]];
    return x.reduce((sum, value, d) => sum + value * y[d], 0);
  });
}
