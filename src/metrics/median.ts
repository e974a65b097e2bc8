/**
 * The middle value in ascending order, the upper of two; NaN without any. It partitions as quicksort does, but goes on in
 * one part alone (Hoare's quickselect): a sort of a quarter of a million values would hold the page up.
 */
export function median(values: Float32Array | Float64Array): number {
  const own = values.slice();
  const middle = Math.floor(own.length / 2);
  let [left, right] = [0, own.length - 1];
  while (left < right) {
    // the middle place as pivot: sorted and constant values stay fast
    const pivot = own[(left + right) >> 1];
    let [i, j] = [left, right];
    while (i <= j) {
      while (own[i] < pivot) i++;
      while (own[j] > pivot) j--;
      if (i > j) break;
      [own[i], own[j]] = [own[j], own[i]];
      i++;
      j--;
    }
    if (middle <= j) right = j;
    else if (middle >= i) left = i;
    else break;
  }
  return own[middle] ?? Number.NaN;
}
