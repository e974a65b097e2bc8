import { madd } from './lanes';

// Matrix products C = A B by a register tile of 4 rows and 8 columns. B is packed into panels of 8 columns. A is read
// in place through two strides in bytes, so that a transposed A costs nothing.

/** Size of the packed part of B: DEPTH rows of up to WIDTH columns. */
const DEPTH = 512;
const WIDTH = 512;

/** Packs B [depth, columns] into panels of 8 columns, with zeros after the last column. */
export function pack(b: usize, rowB: usize, columnB: usize, depth: i32, columns: i32, out: usize): void {
  for (let n = 0; n < columns; n += 8) {
    const from = b + <usize>n * columnB;
    const count = min(8, columns - n);
    if (count == 8 && columnB == 4) {
      for (let k = 0; k < depth; k++) {
        const p = from + <usize>k * rowB;
        v128.store(out, v128.load(p));
        v128.store(out, v128.load(p, 16), 16);
        out += 32;
      }
    } else {
      let k = 0;
      if (count == 8 && rowB == 4)
        for (; k + 4 <= depth; k += 4) {
          const p = from + (<usize>k << 2);
          turn(p, columnB, out);
          turn(p + 4 * columnB, columnB, out + 16);
          out += 128;
        }
      for (; k < depth; k++) {
        const p = from + <usize>k * rowB;
        for (let j = 0; j < 8; j++)
          store<f32>(out + (j << 2), j < count ? load<f32>(p + <usize>j * columnB) : 0);
        out += 32;
      }
    }
  }
}

/** Transposes four runs of four floats, `stride` bytes apart, into four columns of a panel. */
@inline
function turn(from: usize, stride: usize, out: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + stride);
  const c = v128.load(from + 2 * stride);
  const d = v128.load(from + 3 * stride);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(out, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(out, i64x2.shuffle(ab, cd, 1, 3), 32);
  v128.store(out, i64x2.shuffle(ab2, cd2, 0, 2), 64);
  v128.store(out, i64x2.shuffle(ab2, cd2, 1, 3), 96);
}

@inline
function tile4(a: usize, rowA: usize, columnA: usize, b: usize, depth: i32, c: usize, rowC: usize, add: bool): void {
  const c1 = c + rowC;
  const c2 = c1 + rowC;
  const c3 = c2 + rowC;
  const zero = f32x4.splat(0);
  let s00 = add ? v128.load(c) : zero;
  let s01 = add ? v128.load(c, 16) : zero;
  let s10 = add ? v128.load(c1) : zero;
  let s11 = add ? v128.load(c1, 16) : zero;
  let s20 = add ? v128.load(c2) : zero;
  let s21 = add ? v128.load(c2, 16) : zero;
  let s30 = add ? v128.load(c3) : zero;
  let s31 = add ? v128.load(c3, 16) : zero;
  let a0 = a;
  let a1 = a0 + rowA;
  let a2 = a1 + rowA;
  let a3 = a2 + rowA;
  // The parameters of an inlined function are its caller's variables, so it must not change them.
  let at = b;
  const end = b + (<usize>depth << 5);
  while (at < end) {
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    let s = v128.load32_splat(a0);
    s00 = madd(s, b0, s00);
    s01 = madd(s, b1, s01);
    s = v128.load32_splat(a1);
    s10 = madd(s, b0, s10);
    s11 = madd(s, b1, s11);
    s = v128.load32_splat(a2);
    s20 = madd(s, b0, s20);
    s21 = madd(s, b1, s21);
    s = v128.load32_splat(a3);
    s30 = madd(s, b0, s30);
    s31 = madd(s, b1, s31);
    a0 += columnA;
    a1 += columnA;
    a2 += columnA;
    a3 += columnA;
    at += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}

@inline
function tile1(a: usize, columnA: usize, b: usize, depth: i32, c: usize, add: bool): void {
  const zero = f32x4.splat(0);
  let s0 = add ? v128.load(c) : zero;
  let s1 = add ? v128.load(c, 16) : zero;
  let from = a;
  let at = b;
  const end = b + (<usize>depth << 5);
  while (at < end) {
    const s = v128.load32_splat(from);
    s0 = madd(s, v128.load(at), s0);
    s1 = madd(s, v128.load(at, 16), s1);
    from += columnA;
    at += 32;
  }
  v128.store(c, s0);
  v128.store(c, s1, 16);
}

function band(rows: i32, a: usize, rowA: usize, columnA: usize, b: usize, depth: i32, c: usize, rowC: usize, add: bool): void {
  let m = 0;
  for (; m + 4 <= rows; m += 4)
    tile4(a + <usize>m * rowA, rowA, columnA, b, depth, c + <usize>m * rowC, rowC, add);
  for (; m < rows; m++) tile1(a + <usize>m * rowA, columnA, b, depth, c + <usize>m * rowC, add);
}

/** C [rows, columns] (+)= A [rows, depth] · packed B. `scratch` holds 128 bytes. */
export function gemmPacked(
  rows: i32, columns: i32, depth: i32,
  a: usize, rowA: usize, columnA: usize,
  b: usize, c: usize, rowC: usize, add: bool, scratch: usize,
): void {
  for (let n = 0; n < columns; n += 8) {
    const panel = b + ((<usize>n * <usize>depth) << 2);
    const into = c + (<usize>n << 2);
    const count = columns - n;
    if (count >= 8) {
      band(rows, a, rowA, columnA, panel, depth, into, rowC, add);
      continue;
    }
    // The last panel is narrower than a tile, so its tiles go through the scratch.
    for (let m = 0; m < rows; m += 4) {
      const height = min(4, rows - m);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < count; j++)
          store<f32>(scratch + (i << 5) + (j << 2), add ? load<f32>(into + <usize>(m + i) * rowC + (j << 2)) : 0);
      for (let i = 0; i < height; i++)
        tile1(a + <usize>(m + i) * rowA, columnA, panel, depth, scratch + (i << 5), add);
      for (let i = 0; i < height; i++)
        for (let j = 0; j < count; j++)
          store<f32>(into + <usize>(m + i) * rowC + (j << 2), load<f32>(scratch + (i << 5) + (j << 2)));
    }
  }
}

/** Bytes of scratch for `gemm` of any size. */
export function gemmScratch(): i32 {
  return DEPTH * WIDTH * 4 + 128;
}

/** C [rows, columns] (+)= A B for any strides of A and B. C is row-major, its rows rowC bytes apart. */
export function gemm(
  rows: i32, columns: i32, depth: i32,
  a: usize, rowA: usize, columnA: usize,
  b: usize, rowB: usize, columnB: usize,
  c: usize, rowC: usize, add: bool, scratch: usize,
): void {
  const packed = scratch + 128;
  for (let n = 0; n < columns; n += WIDTH) {
    const wide = min(WIDTH, columns - n);
    for (let k = 0; k < depth; k += DEPTH) {
      const deep = min(DEPTH, depth - k);
      pack(b + <usize>k * rowB + <usize>n * columnB, rowB, columnB, deep, wide, packed);
      gemmPacked(
        rows, wide, deep,
        a + <usize>k * columnA, rowA, columnA,
        packed, c + (<usize>n << 2), rowC, add || k > 0, scratch,
      );
    }
  }
}
