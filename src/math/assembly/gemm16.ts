// Products of rows of int16, which take half the instructions of float32: each lane multiplies two pairs and adds them up. A
// row's numbers stand in pairs; so do those of 8 columns in a panel, pair by pair.

/** Largest length of a row of int16: the product of two such rows fits into int32. */
const LONGEST: f64 = 46340;
const LARGEST: f32 = 32767;

/** Numbers of a row of int16, filled up with zeros to whole groups of four. */
export function depth16(depth: i32): i32 {
  return (depth + 3) & ~3;
}

/**
 * Rounds rows [rows, depth] of float32 to int16, each by the largest scale that keeps products in range. `inverse` is
 * 1 / length of each. Writes the rows, 1 / length of each, and how far rounding moved its direction: with e between the unit
 * row and the rounded one before it is brought to unit length, the chord is at most |e| (1 + |e|²).
 */
export function quantise(a: usize, rows: i32, depth: i32, inverse: usize, out: usize, inverse16: usize, lost: usize): void {
  const wide = depth16(depth);
  // rounding may add half to each number
  const longest = LONGEST - Math.sqrt(<f64>depth);
  for (let r = 0; r < rows; r++) {
    const from = a + (<usize>(r * depth) << 2);
    const to = out + (<usize>(r * wide) << 1);
    const unit = load<f64>(inverse + (<usize>r << 3));
    let most: f32 = 0;
    for (let k = 0; k < depth; k++) most = max<f32>(most, abs<f32>(load<f32>(from + (<usize>k << 2))));
    const scale = min<f64>(longest * unit, <f64>LARGEST / <f64>most);
    let rest: f64 = 0;
    let square: f64 = 0;
    for (let k = 0; k < depth; k++) {
      const exact = <f64>load<f32>(from + (<usize>k << 2)) * scale;
      const whole = nearest<f64>(exact);
      rest += (exact - whole) * (exact - whole);
      square += whole * whole;
      store<i16>(to + (<usize>k << 1), <i16>whole);
    }
    for (let k = depth; k < wide; k++) store<i16>(to + (<usize>k << 1), 0);
    const moved = Math.sqrt(rest) / (scale / unit);
    store<f32>(inverse16 + (<usize>r << 2), <f32>(1 / Math.sqrt(square)));
    store<f64>(lost + (<usize>r << 3), moved * (1 + moved * moved));
  }
}

/** Packs rows of int16 [rows, wide] as columns into panels of 8, with zeros behind the last. */
export function pack16(a: usize, rows: i32, wide: i32, out: usize): void {
  for (let n = 0; n < rows; n += 8) {
    const count = min(8, rows - n);
    for (let k = 0; k < wide; k += 2) {
      for (let j = 0; j < 8; j++)
        store<u32>(out + (<usize>j << 2), j < count ? load<u32>(a + (<usize>((n + j) * wide + k) << 1)) : 0);
      out += 32;
    }
  }
}

@inline
function step(sum: v128, x: v128, y: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, y));
}

@inline
function tile4(a: usize, rowA: usize, b: usize, wide: i32, c: usize, rowC: usize): void {
  let s00 = i32x4.splat(0);
  let s01 = i32x4.splat(0);
  let s10 = i32x4.splat(0);
  let s11 = i32x4.splat(0);
  let s20 = i32x4.splat(0);
  let s21 = i32x4.splat(0);
  let s30 = i32x4.splat(0);
  let s31 = i32x4.splat(0);
  let a0 = a;
  let a1 = a0 + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  let at = b;
  const end = b + (<usize>wide << 4);
  while (at < end) {
    let b0 = v128.load(at);
    let b1 = v128.load(at, 16);
    let s = v128.load32_splat(a0);
    s00 = step(s00, s, b0);
    s01 = step(s01, s, b1);
    s = v128.load32_splat(a1);
    s10 = step(s10, s, b0);
    s11 = step(s11, s, b1);
    s = v128.load32_splat(a2);
    s20 = step(s20, s, b0);
    s21 = step(s21, s, b1);
    s = v128.load32_splat(a3);
    s30 = step(s30, s, b0);
    s31 = step(s31, s, b1);
    b0 = v128.load(at, 32);
    b1 = v128.load(at, 48);
    s = v128.load32_splat(a0, 4);
    s00 = step(s00, s, b0);
    s01 = step(s01, s, b1);
    s = v128.load32_splat(a1, 4);
    s10 = step(s10, s, b0);
    s11 = step(s11, s, b1);
    s = v128.load32_splat(a2, 4);
    s20 = step(s20, s, b0);
    s21 = step(s21, s, b1);
    s = v128.load32_splat(a3, 4);
    s30 = step(s30, s, b0);
    s31 = step(s31, s, b1);
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
    at += 64;
  }
  v128.store(c, f32x4.convert_i32x4_s(s00));
  v128.store(c, f32x4.convert_i32x4_s(s01), 16);
  const c1 = c + rowC;
  v128.store(c1, f32x4.convert_i32x4_s(s10));
  v128.store(c1, f32x4.convert_i32x4_s(s11), 16);
  const c2 = c1 + rowC;
  v128.store(c2, f32x4.convert_i32x4_s(s20));
  v128.store(c2, f32x4.convert_i32x4_s(s21), 16);
  const c3 = c2 + rowC;
  v128.store(c3, f32x4.convert_i32x4_s(s30));
  v128.store(c3, f32x4.convert_i32x4_s(s31), 16);
}

@inline
function tile1(a: usize, b: usize, wide: i32, c: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let from = a;
  let at = b;
  const end = b + (<usize>wide << 4);
  while (at < end) {
    const s = v128.load32_splat(from);
    s0 = step(s0, s, v128.load(at));
    s1 = step(s1, s, v128.load(at, 16));
    from += 4;
    at += 32;
  }
  v128.store(c, f32x4.convert_i32x4_s(s0));
  v128.store(c, f32x4.convert_i32x4_s(s1), 16);
}

/** C [rows, columns] of float32 = A [rows, wide] · packed B, both int16; `columns` is a whole number of panels. */
export function gemm16(rows: i32, columns: i32, wide: i32, a: usize, b: usize, c: usize, rowC: usize): void {
  const rowA = <usize>wide << 1;
  for (let n = 0; n < columns; n += 8) {
    const panel = b + ((<usize>n * <usize>wide) << 1);
    const into = c + (<usize>n << 2);
    let m = 0;
    for (; m + 4 <= rows; m += 4) tile4(a + <usize>m * rowA, rowA, panel, wide, into + <usize>m * rowC, rowC);
    for (; m < rows; m++) tile1(a + <usize>m * rowA, panel, wide, into + <usize>m * rowC);
  }
}
