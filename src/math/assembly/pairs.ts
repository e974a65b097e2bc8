import { depth16, gemm16 } from './gemm16';
import { exp4, sum4 } from './lanes';

// The cover of unique prototypes, fused with the products of rows and columns: no cosine leaves the second-level cache.
// Products are of int16 (gemm16.ts). A cosine that these cannot place on one side of an ε is computed once more in float64,
// from the rows themselves, which are scaled by powers of two and so have lost nothing.

/** Columns whose cosines are held at a time. */
const WIDE = 64;

/** The dot product of two rows of float32, in float64. */
function dot(a: usize, b: usize, depth: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const x = v128.load(a + (<usize>k << 2));
    const y = v128.load(b + (<usize>k << 2));
    even = f64x2.add(even, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)));
    const x2 = i64x2.shuffle(x, x, 1, 1);
    const y2 = i64x2.shuffle(y, y, 1, 1);
    odd = f64x2.add(odd, f64x2.mul(f64x2.promote_low_f32x4(x2), f64x2.promote_low_f32x4(y2)));
  }
  const sum = f64x2.add(even, odd);
  let rest = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (; k < depth; k++) rest += <f64>load<f32>(a + (<usize>k << 2)) * <f64>load<f32>(b + (<usize>k << 2));
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

/** True if rounding could put the distance on the other side of a limit beside it. */
function unsure(distance: f64, at: i32, limits: usize, count: i32, slack: f64): bool {
  if (at < count && load<f64>(limits + (<usize>at << 3)) - distance <= slack) return true;
  return at > 0 && distance - load<f64>(limits + (<usize>(at - 1) << 3)) <= slack;
}

/** Bytes of scratch for `pairs` and `distances`. */
export function pairsScratch(rows: i32): i32 {
  return 128 + rows * WIDE * 4;
}

/**
 * Meets rows [rows, depth] with columns [columns, depth], each as float32 and as int16, the columns' in panels of 8 with zeros
 * behind the last. Both bring 1 / length, in float64 for the one and in float32 for the other. Cosines of int16 are within
 * `slack` of the exact ones. `limits` are up to 64 ascending ε. Bit e of a word is set while nothing before covers a
 * prototype at ε number e; a column's word is final. With `diagonal` the columns are the rows themselves: a row meets
 * those before it, and its word becomes that of its column. `grid` are the ε numbers whose first coverer is wanted.
 * Changes, for each row, its word, the index of its first coverer [rows, grids], its largest cosine with the column's
 * index, and the sum of exp(4 cos - 4); for each column, its largest cosine with the row's index, which counts from
 * `firstRow`.
 */
export function pairs(
  a: usize, a16: usize, rows: i32, depth: i32, inverse: usize, inverse16: usize,
  words: usize, first: usize, nearest: usize, nearestAt: usize, sums: usize, firstRow: i32,
  b: usize, panels: usize, columns: i32, columnInverse: usize, columnInverse16: usize,
  columnWords: usize, columnIndex: usize, columnNearest: usize, columnNearestAt: usize,
  limits: usize, count: i32, grid: usize, grids: i32, slack: f64, diagonal: bool, scratch: usize,
): void {
  const c = scratch + 128;
  const one = f32x4.splat(1);
  const four = f32x4.splat(4);
  const whole = depth16(depth);
  const widest: f64 = load<f64>(limits + (<usize>(count - 1) << 3)) + slack;
  const nearLimit = f32x4.splat(<f32>(1 - widest - 1e-6));
  const all: u64 = count == 64 ? u64.MAX_VALUE : ((<u64>1) << count) - 1;
  for (let n = 0; n < columns; n += WIDE) {
    const wide = min(WIDE, columns - n);
    // whole panels: the columns behind the last are zeros
    const packed = (wide + 7) & ~7;
    const top = diagonal ? n : 0;
    gemm16(
      rows - top, packed, whole, a16 + (<usize>(top * whole) << 1), panels + ((<usize>n * <usize>whole) << 1),
      c + <usize>top * (WIDE * 4), WIDE * 4,
    );
    for (let r = top; r < rows; r++) {
      const row = c + <usize>r * (WIDE * 4);
      const ownInverse = f32x4.splat(load<f32>(inverse16 + (<usize>r << 2)));
      let word = load<u64>(words + (<usize>r << 3));
      const end = diagonal ? min(wide, r - n) : wide;
      let sum = f32x4.splat(0);
      let largest = load<f32>(nearest + (<usize>r << 2));
      let j = 0;
      for (; j + 4 <= end; j += 4) {
        const column = <usize>(n + j) << 2;
        const cosine = f32x4.mul(v128.load(row + (<usize>j << 2)), f32x4.mul(ownInverse, v128.load(columnInverse16 + column)));
        // a new largest one is rare after the first few
        const record = v128.or(
          f32x4.gt(cosine, f32x4.splat(largest)), f32x4.gt(cosine, v128.load(columnNearest + column)),
        );
        if (v128.any_true(record)) {
          v128.store(scratch, cosine);
          for (let i = 0; i < 4; i++)
            largest = recorded(
              load<f32>(scratch + (<usize>i << 2)), largest, nearestAt + (<usize>r << 2), firstRow + r,
              column + (<usize>i << 2), columnIndex, columnNearest, columnNearestAt,
            );
        }
        sum = f32x4.add(sum, exp4(f32x4.mul(four, f32x4.sub(cosine, one))));
        if (word == 0 || !v128.any_true(f32x4.gt(cosine, nearLimit))) continue;
        v128.store(scratch, cosine);
        for (let i = j; i < j + 4; i++)
          word = cover(
            word, load<f32>(scratch + (<usize>(i - j) << 2)), r, n + i, a, depth, inverse, first, b,
            columnInverse, columnWords, columnIndex, limits, count, grid, grids, slack, widest, all,
          );
      }
      let rest: f64 = <f64>sum4(sum);
      for (; j < end; j++) {
        const column = <usize>(n + j) << 2;
        const cosine: f32 =
          load<f32>(row + (<usize>j << 2)) * (load<f32>(inverse16 + (<usize>r << 2)) * load<f32>(columnInverse16 + column));
        largest = recorded(
          cosine, largest, nearestAt + (<usize>r << 2), firstRow + r,
          column, columnIndex, columnNearest, columnNearestAt,
        );
        rest += <f64>f32x4.extract_lane(exp4(f32x4.splat(<f32>4 * (cosine - <f32>1))), 0);
        if (word != 0)
          word = cover(
            word, cosine, r, n + j, a, depth, inverse, first, b,
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

/** The largest cosine of a row after it met one column, whose own largest one is kept; `column` counts bytes. */
@inline
function recorded(
  cosine: f32, largest: f32, rowAt: usize, row: i32,
  column: usize, columnIndex: usize, columnNearest: usize, columnNearestAt: usize,
): f32 {
  if (cosine > load<f32>(columnNearest + column)) {
    store<f32>(columnNearest + column, cosine);
    store<i32>(columnNearestAt + column, row);
  }
  if (cosine <= largest) return largest;
  store<i32>(rowAt, load<i32>(columnIndex + column));
  return cosine;
}

/** The word of row r after it met one column at this cosine. */
function cover(
  word: u64, cosine: f32, r: i32, column: i32,
  a: usize, depth: i32, inverse: usize, first: usize, b: usize,
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
    const exact = dot(a + ((<usize>r * <usize>depth) << 2), b + ((<usize>column * <usize>depth) << 2), depth);
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
 * the first of the ascending `limits` above 1 - cos, or at the last place. Rows and columns are int16, as in `pairs`.
 */
export function distances(
  a16: usize, rows: i32, depth: i32, inverse16: usize,
  panels: usize, columns: i32, columnInverse16: usize, limits: usize, count: i32, counts: usize, scratch: usize,
): void {
  const c = scratch + 128;
  const whole = depth16(depth);
  for (let n = 0; n < columns; n += WIDE) {
    const wide = min(WIDE, columns - n);
    gemm16(rows, (wide + 7) & ~7, whole, a16, panels + ((<usize>n * <usize>whole) << 1), c, WIDE * 4);
    for (let r = 0; r < rows; r++) {
      const row = c + <usize>r * (WIDE * 4);
      const own = load<f32>(inverse16 + (<usize>r << 2));
      const into = counts + <usize>(r * (count + 1) * 4);
      for (let j = 0; j < wide; j++) {
        const cosine: f32 = load<f32>(row + (<usize>j << 2)) * (own * load<f32>(columnInverse16 + (<usize>(n + j) << 2)));
        const at = into + (<usize>place(1 - <f64>cosine, limits, count) << 2);
        store<i32>(at, load<i32>(at) + 1);
      }
    }
  }
}
