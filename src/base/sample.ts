/** Index in 0..K-1 of place `i` in an even sample of `shown` out of K. */
export const sampledIndex = (i: number, K: number, shown: number): number => Math.floor((i * K) / shown);

/** Place of index `k` in that sample; undefined when the sample leaves it out. */
export function placeInSample(k: number, K: number, shown: number): number | undefined {
  const i = Math.ceil((k * shown) / K);
  return i < shown && sampledIndex(i, K, shown) === k ? i : undefined;
}
