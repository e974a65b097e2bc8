import { exp4, sum4 } from './lanes';

// The cover of unique prototypes, from the cosines of some rows with some columns.

/** Columns that are summed in float32 before the sum goes into the row's float64 one. */
const BLOCK = 1024;

/** The bits of a column's `word` that cover a row at this cosine: bit e + s count when 1 - cos < ε number e. */
function covers(cosine: f32, word: i32, epsilons: usize, count: i32, sets: i32): i32 {
  if (word == 0) return 0;
  const distance: f32 = <f32>1 - cosine;
  let near = 0;
  for (let e = 0; e < count; e++) if (distance < load<f32>(epsilons + (<usize>e << 2))) near |= 1 << e;
  let bits = 0;
  for (let s = 0; s < sets; s++) bits |= near << (s * count);
  return word & bits;
}

/** For each row of cosines [rows, columns] the bits at which its columns' words [columns] cover it, and the sum of
 *  exp(4 cos - 4), to out [rows, 2]. Words are whole numbers in float32. */
export function coverRows(
  cosines: usize, rows: i32, columns: i32,
  words: usize, epsilons: usize, count: i32, sets: i32, out: usize,
): void {
  let widest: f32 = 0;
  for (let e = 0; e < count; e++) widest = max<f32>(widest, load<f32>(epsilons + (<usize>e << 2)));
  const limit = f32x4.splat(widest);
  const one = f32x4.splat(1);
  const four = f32x4.splat(4);
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++, cosines += bytes, out += 8) {
    let covered = 0;
    let sum: f64 = 0;
    for (let from = 0; from < columns; from += BLOCK) {
      const end = min(columns, from + BLOCK);
      let lanes = f32x4.splat(0);
      let i = from;
      for (; i + 4 <= end; i += 4) {
        const c = v128.load(cosines + (<usize>i << 2));
        lanes = f32x4.add(lanes, exp4(f32x4.mul(four, f32x4.sub(c, one))));
        if (!v128.any_true(f32x4.lt(f32x4.sub(one, c), limit))) continue;
        for (let j = i; j < i + 4; j++) {
          const word = <i32>load<f32>(words + (<usize>j << 2));
          covered |= covers(load<f32>(cosines + (<usize>j << 2)), word, epsilons, count, sets);
        }
      }
      sum += <f64>sum4(lanes);
      for (; i < end; i++) {
        const c = load<f32>(cosines + (<usize>i << 2));
        sum += <f64>f32x4.extract_lane(exp4(f32x4.splat(<f32>4 * (c - <f32>1))), 0);
        covered |= covers(c, <i32>load<f32>(words + (<usize>i << 2)), epsilons, count, sets);
      }
    }
    store<f32>(out, <f32>covered);
    store<f32>(out, <f32>sum, 4);
  }
}
