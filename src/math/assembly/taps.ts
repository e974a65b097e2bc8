import { madd } from './lanes';

// Register tiles that read the pixels under a 3 x 3 kernel through a table of their addresses, tap by tap: taps
// [9, rows] of uint32. Addresses outside the image point to zeros.

/** Writes the addresses for `count` images x [H, W, C] at stride 2, and zeros after the table. */
export function pixels(x: usize, count: i32, H: i32, W: i32, C: i32, taps: usize): void {
  const oh = (H + 1) >> 1;
  const ow = (W + 1) >> 1;
  const rows = count * oh * ow;
  const zeros = taps + ((<usize>(9 * rows + 4)) << 2);
  for (let c = 0; c < C + 4; c++) store<f32>(zeros + (<usize>c << 2), 0);
  // Tiles of four rows may read past the last row.
  for (let i = 0; i < 4; i++) store<u32>(taps + ((<usize>(9 * rows + i)) << 2), <u32>zeros);
  const pixel = <usize>C << 2;
  for (let fy = 0; fy < 3; fy++)
    for (let fx = 0; fx < 3; fx++)
      for (let n = 0; n < count; n++)
        for (let oy = 0; oy < oh; oy++) {
          const line = 2 * oy + fy - 1;
          const from = x + <usize>((n * H + line) * W) * pixel;
          for (let ox = 0; ox < ow; ox++, taps += 4) {
            const at = 2 * ox + fx - 1;
            const inside = line >= 0 && line < H && at >= 0 && at < W;
            store<u32>(taps, <u32>(inside ? from + <usize>at * pixel : zeros));
          }
        }
}

/** Computes four output pixels from row r and eight filters, from a packed panel of the kernel [9 C, 8], to c. */
@inline
export function pixelTile(taps: usize, rows: i32, r: i32, C: i32, panel: usize, c: usize, rowC: usize): void {
  const zero = f32x4.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s10 = zero;
  let s11 = zero;
  let s20 = zero;
  let s21 = zero;
  let s30 = zero;
  let s31 = zero;
  let at = panel;
  let row = taps + (<usize>r << 2);
  for (let tap = 0; tap < 9; tap++, row += <usize>rows << 2) {
    let a0 = <usize>load<u32>(row);
    let a1 = <usize>load<u32>(row, 4);
    let a2 = <usize>load<u32>(row, 8);
    let a3 = <usize>load<u32>(row, 12);
    const end = at + (<usize>C << 5);
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
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      at += 32;
    }
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c + rowC, s10);
  v128.store(c + rowC, s11, 16);
  v128.store(c + 2 * rowC, s20);
  v128.store(c + 2 * rowC, s21, 16);
  v128.store(c + 3 * rowC, s30);
  v128.store(c + 3 * rowC, s31, 16);
}

/** Computes the gradient of four channels of one tap and eight filters over all rows, from packed slopes [rows, 8],
 *  to c, or adds it. */
@inline
export function channelTile(taps: usize, rows: i32, channel: i32, panel: usize, c: usize, rowC: usize, add: bool): void {
  const zero = f32x4.splat(0);
  let s00 = add ? v128.load(c) : zero;
  let s01 = add ? v128.load(c, 16) : zero;
  let s10 = add ? v128.load(c + rowC) : zero;
  let s11 = add ? v128.load(c + rowC, 16) : zero;
  let s20 = add ? v128.load(c + 2 * rowC) : zero;
  let s21 = add ? v128.load(c + 2 * rowC, 16) : zero;
  let s30 = add ? v128.load(c + 3 * rowC) : zero;
  let s31 = add ? v128.load(c + 3 * rowC, 16) : zero;
  const offset = <usize>channel << 2;
  let row = taps;
  let at = panel;
  const end = panel + (<usize>rows << 5);
  while (at < end) {
    const a = <usize>load<u32>(row) + offset;
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    let s = v128.load32_splat(a);
    s00 = madd(s, b0, s00);
    s01 = madd(s, b1, s01);
    s = v128.load32_splat(a, 4);
    s10 = madd(s, b0, s10);
    s11 = madd(s, b1, s11);
    s = v128.load32_splat(a, 8);
    s20 = madd(s, b0, s20);
    s21 = madd(s, b1, s21);
    s = v128.load32_splat(a, 12);
    s30 = madd(s, b0, s30);
    s31 = madd(s, b1, s31);
    row += 4;
    at += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c + rowC, s10);
  v128.store(c + rowC, s11, 16);
  v128.store(c + 2 * rowC, s20);
  v128.store(c + 2 * rowC, s21, 16);
  v128.store(c + 3 * rowC, s30);
  v128.store(c + 3 * rowC, s31, 16);
}
