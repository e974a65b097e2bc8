import { gemmPacked } from './gemm';
import { exp4, sum4 } from './lanes';

// The cover of unique prototypes, fused with the products of rows and columns: no cosine leaves the second-level cache.
// Rows are scaled by powers of two, which loses nothing, and not to unit length. So a cosine that float32 cannot place on
// one side of an ε is computed once more in float64, from the same numbers.

/** Columns whose cosines are held at a time. */
const WIDE = 64;

/** The dot product of a row and of a column in a panel of 8, in float64. */
function dot(a: usize, column: usize, depth: i32): f64 {
  let sum = f64x2.splat(0);
  let k = 0;
  for (; k + 2 <= depth; k += 2) {
    const x = f64x2.promote_low_f32x4(v128.load64_zero(a + (<usize>k << 2)));
    const y = f64x2(<f64>load<f32>(column + (<usize>k << 5)), <f64>load<f32>(column + (<usize>(k + 1) << 5)));
    sum = f64x2.add(sum, f64x2.mul(x, y));
  }
  let rest = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (k < depth) rest += <f64>load<f32>(a + (<usize>k << 2)) * <f64>load<f32>(column + (<usize>k << 5));
  return rest;
}

/** Number of the first of the ascending `limits` above the distance. */
function place(distance: f64, limits: usize, count: i32): i32 {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (distance < load<f64>(limits + (<usize>middle << 3))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** True if float32's rounding could put the distance on the other side of a limit beside it. */
function unsure(distance: f64, at: i32, limits: usize, count: i32, slack: f64): bool {
  if (at < count && load<f64>(limits + (<usize>at << 3)) - distance <= slack) return true;
  return at > 0 && distance - load<f64>(limits + (<usize>(at - 1) << 3)) <= slack;
}

/** Bytes of scratch for `pairs`. */
export function pairsScratch(rows: i32): i32 {
  return 128 + rows * WIDE * 4;
}

/**
 * Meets rows [rows, depth] with columns, packed in panels of 8 with zeros behind the last one. Both bring 1 / length
 * in float64 and float32. `limits` are up to 64 ascending ε. Bit e of a word is set while nothing before covers a
 * prototype at ε number e; a column's word is final. With `diagonal` the columns are the rows themselves: a row meets
 * those before it, and its word becomes that of its column. `grid` are the ε numbers whose first coverer is wanted.
 * Changes, for each row, its word, the index of its first coverer [rows, grids], its largest cosine, and the sum of
 * exp(4 cos - 4); for each column, its largest cosine.
 */
export function pairs(
  a: usize, rows: i32, depth: i32, inverse: usize, inverse32: usize,
  words: usize, first: usize, nearest: usize, sums: usize,
  panels: usize, columns: i32, columnInverse: usize, columnInverse32: usize,
  columnWords: usize, columnIndex: usize, columnNearest: usize,
  limits: usize, count: i32, grid: usize, grids: i32, slack: f64, diagonal: bool, scratch: usize,
): void {
  const c = scratch + 128;
  const one = f32x4.splat(1);
  const four = f32x4.splat(4);
  const bytes = <usize>depth << 2;
  const widest: f64 = load<f64>(limits + (<usize>(count - 1) << 3)) + slack;
  const nearLimit = f32x4.splat(<f32>(1 - widest - 1e-6));
  const all: u64 = count == 64 ? u64.MAX_VALUE : ((<u64>1) << count) - 1;
  for (let n = 0; n < columns; n += WIDE) {
    const wide = min(WIDE, columns - n);
    // whole panels: the columns behind the last are zeros
    const packed = (wide + 7) & ~7;
    const top = diagonal ? n : 0;
    gemmPacked(
      rows - top, packed, depth, a + <usize>top * bytes, bytes, 4,
      panels + <usize>n * bytes, c + <usize>top * (WIDE * 4), WIDE * 4, false, scratch,
    );
    for (let r = top; r < rows; r++) {
      const row = c + <usize>r * (WIDE * 4);
      const ownInverse = f32x4.splat(load<f32>(inverse32 + (<usize>r << 2)));
      let word = load<u64>(words + (<usize>r << 3));
      const end = diagonal ? min(wide, r - n) : wide;
      let sum = f32x4.splat(0);
      let most = f32x4.splat(load<f32>(nearest + (<usize>r << 2)));
      let j = 0;
      for (; j + 4 <= end; j += 4) {
        const column = <usize>(n + j) << 2;
        const cosine = f32x4.mul(v128.load(row + (<usize>j << 2)), f32x4.mul(ownInverse, v128.load(columnInverse32 + column)));
        most = f32x4.pmax(most, cosine);
        v128.store(columnNearest + column, f32x4.pmax(v128.load(columnNearest + column), cosine));
        sum = f32x4.add(sum, exp4(f32x4.mul(four, f32x4.sub(cosine, one))));
        if (word == 0 || !v128.any_true(f32x4.gt(cosine, nearLimit))) continue;
        v128.store(scratch, cosine);
        for (let i = j; i < j + 4; i++)
          word = cover(
            word, load<f32>(scratch + (<usize>(i - j) << 2)), r, n + i, a, depth, inverse, first, panels,
            columnInverse, columnWords, columnIndex, limits, count, grid, grids, slack, widest, all,
          );
      }
      let rest: f64 = <f64>sum4(sum);
      let largest = max<f32>(
        max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
        max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
      );
      for (; j < end; j++) {
        const column = <usize>(n + j) << 2;
        const cosine: f32 =
          load<f32>(row + (<usize>j << 2)) * (load<f32>(inverse32 + (<usize>r << 2)) * load<f32>(columnInverse32 + column));
        largest = max<f32>(largest, cosine);
        store<f32>(columnNearest + column, max<f32>(load<f32>(columnNearest + column), cosine));
        rest += <f64>f32x4.extract_lane(exp4(f32x4.splat(<f32>4 * (cosine - <f32>1))), 0);
        if (word != 0)
          word = cover(
            word, cosine, r, n + j, a, depth, inverse, first, panels,
            columnInverse, columnWords, columnIndex, limits, count, grid, grids, slack, widest, all,
          );
      }
      store<f32>(nearest + (<usize>r << 2), largest);
      store<f64>(sums + (<usize>r << 3), load<f64>(sums + (<usize>r << 3)) + rest);
      store<u64>(words + (<usize>r << 3), word);
      if (diagonal && r < n + wide) store<u64>(columnWords + (<usize>r << 3), word);
    }
  }
}

/** The word of row r after it met one column at this cosine. */
function cover(
  word: u64, cosine: f32, r: i32, column: i32,
  a: usize, depth: i32, inverse: usize, first: usize, panels: usize,
  columnInverse: usize, columnWords: usize, columnIndex: usize,
  limits: usize, count: i32, grid: usize, grids: i32, slack: f64, widest: f64, all: u64,
): u64 {
  const both = word & load<u64>(columnWords + (<usize>column << 3));
  if (both == 0) return word;
  let distance: f64 = 1 - <f64>cosine;
  // most pairs are too far apart for the widest ε that is left
  const last = 63 - <i32>clz(both);
  if (distance - slack >= load<f64>(limits + (<usize>last << 3))) return word;
  let at = place(distance, limits, count);
  if (unsure(distance, at, limits, count, slack)) {
    const panel = panels + (<usize>(column & ~7) * <usize>depth << 2) + (<usize>(column & 7) << 2);
    const exact = dot(a + (<usize>r * <usize>depth << 2), panel, depth);
    distance =
      1 - exact * load<f64>(inverse + (<usize>r << 3)) * load<f64>(columnInverse + (<usize>column << 3));
    at = place(distance, limits, count);
  }
  if (at >= count) return word;
  const covered = both & all & (u64.MAX_VALUE << at);
  if (covered == 0) return word;
  for (let g = 0; g < grids; g++) {
    const e = load<i32>(grid + (<usize>g << 2));
    if (covered & ((<u64>1) << e))
      store<i32>(first + (<usize>(r * grids + g) << 2), load<i32>(columnIndex + (<usize>column << 2)));
  }
  return word & ~covered;
}

/**
 * Counts, for each of the rows, the columns by distance: counts [rows, count + 1] of int32 grow by one at the number of
 * the first of the ascending `limits` above 1 - cos, or at the last place. `columns` are a whole number of panels with
 * zeros behind the last; rows and columns bring 1 / length in float32.
 */
export function distances(
  a: usize, rows: i32, depth: i32, inverse32: usize,
  panels: usize, columns: i32, columnInverse32: usize, limits: usize, count: i32, counts: usize, scratch: usize,
): void {
  const c = scratch + 128;
  const bytes = <usize>depth << 2;
  for (let n = 0; n < columns; n += WIDE) {
    const wide = min(WIDE, columns - n);
    gemmPacked(rows, (wide + 7) & ~7, depth, a, bytes, 4, panels + <usize>n * bytes, c, WIDE * 4, false, scratch);
    for (let r = 0; r < rows; r++) {
      const row = c + <usize>r * (WIDE * 4);
      const own = load<f32>(inverse32 + (<usize>r << 2));
      const into = counts + <usize>(r * (count + 1) * 4);
      for (let j = 0; j < wide; j++) {
        const cosine: f32 = load<f32>(row + (<usize>j << 2)) * (own * load<f32>(columnInverse32 + (<usize>(n + j) << 2)));
        const at = into + (<usize>place(1 - <f64>cosine, limits, count) << 2);
        store<i32>(at, load<i32>(at) + 1);
      }
    }
  }
}
