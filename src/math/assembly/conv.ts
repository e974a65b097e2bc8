import { gemmPacked, pack } from './gemm';
import { channelTile, pixelTile, pixels } from './taps';

// A 3 x 3 convolution of stride 2 with one pixel of zero padding, channels last, as patches times kernel. Images go
// in blocks that fit into the second-level cache. From FEW channels on patches are not copied, but read through the
// addresses of their pixels.

const FEW = 4;

const BLOCK_BYTES = 196608;

@inline
function half(size: i32): i32 {
  return (size + 1) >> 1;
}

@inline
function copy(to: usize, from: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

@inline
function zero(to: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f32x4.splat(0));
  for (; i < bytes; i += 4) store<f32>(to + i, 0);
}

/** Patches of `count` images x [H, W, C]: [count·H'·W', 9 C]. */
function patches(x: usize, count: i32, H: i32, W: i32, C: i32, out: usize): void {
  const pixel = <usize>C << 2;
  const oh = half(H);
  const ow = half(W);
  for (let n = 0; n < count; n++) {
    const image = x + <usize>(n * H * W) * pixel;
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let fy = 0; fy < 3; fy++) {
          const y = 2 * oy + fy - 1;
          const left = 2 * ox - 1;
          if (y < 0 || y >= H) {
            zero(out, 3 * pixel);
          } else if (C == 1 && left >= 0 && left + 3 <= W) {
            const from = image + ((<usize>(y * W + left)) << 2);
            store<u64>(out, load<u64>(from));
            store<f32>(out, load<f32>(from, 8), 8);
          } else if (left >= 0 && left + 3 <= W) {
            copy(out, image + <usize>(y * W + left) * pixel, 3 * pixel);
          } else {
            for (let fx = 0; fx < 3; fx++) {
              const at = left + fx;
              const to = out + <usize>fx * pixel;
              if (at < 0 || at >= W) zero(to, pixel);
              else copy(to, image + <usize>(y * W + at) * pixel, pixel);
            }
          }
          out += 3 * pixel;
        }
  }
}

/** Adds gradients of patches [count·H'·W', 9 C] to the pixels that were read, in images x that start at zero. */
function unpatch(from: usize, count: i32, H: i32, W: i32, C: i32, x: usize): void {
  const pixel = <usize>C << 2;
  const oh = half(H);
  const ow = half(W);
  zero(x, <usize>(count * H * W) * pixel);
  for (let n = 0; n < count; n++) {
    const image = x + <usize>(n * H * W) * pixel;
    for (let oy = 0; oy < oh; oy++)
      for (let ox = 0; ox < ow; ox++)
        for (let fy = 0; fy < 3; fy++) {
          const y = 2 * oy + fy - 1;
          for (let fx = 0; fx < 3; fx++, from += pixel) {
            const at = 2 * ox + fx - 1;
            if (y < 0 || y >= H || at < 0 || at >= W) continue;
            const to = image + <usize>(y * W + at) * pixel;
            let i: usize = 0;
            for (; i + 16 <= pixel; i += 16)
              v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
            for (; i < pixel; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
          }
        }
  }
}

@inline
function imagesAtOnce(H: i32, W: i32, C: i32): i32 {
  return max(1, BLOCK_BYTES / (half(H) * half(W) * 9 * C * 4));
}

@inline
function patchBytes(H: i32, W: i32, C: i32): i32 {
  return imagesAtOnce(H, W, C) * half(H) * half(W) * 9 * C * 4;
}

@inline
function packedBytes(depth: i32, columns: i32): i32 {
  return depth * ((columns + 7) & ~7) * 4;
}

/** Bytes of scratch for any of a layer's three passes, with two kernels at once: an edge tile, then patches or pixel
 *  addresses with their zeros, then packed operands. */
export function convScratch(H: i32, W: i32, C: i32, F: i32): i32 {
  const rows = imagesAtOnce(H, W, C) * half(H) * half(W);
  const packed = max(2 * packedBytes(9 * C, F), max(packedBytes(rows, F), packedBytes(F, 9 * C)));
  return 128 + patchBytes(H, W, C) + tapBytes(rows, C) + packed;
}

@inline
function tapBytes(rows: i32, C: i32): i32 {
  return (9 * (rows + 4) + C + 4) * 4;
}

/** y [N, H', W', F] of x [N, H, W, C] and kernel w [9 C, F], and y2 of w2 on the same patches unless w2 is 0. */
export function conv(
  x: usize, N: i32, H: i32, W: i32, C: i32, F: i32,
  w: usize, y: usize, w2: usize, y2: usize, scratch: usize,
): void {
  const depth = 9 * C;
  const col = scratch + 128;
  const block = imagesAtOnce(H, W, C);
  const plane = half(H) * half(W);
  const packed = col + patchBytes(H, W, C) + tapBytes(block * plane, C);
  const packed2 = packed + packedBytes(depth, F);
  pack(w, <usize>F << 2, 4, depth, F, packed);
  if (w2) pack(w2, <usize>F << 2, 4, depth, F, packed2);
  const rowF = <usize>F << 2;
  const rowP = <usize>depth << 2;
  for (let n = 0; n < N; n += block) {
    const count = min(block, N - n);
    const rows = count * plane;
    const from = x + ((<usize>n * H * W * C) << 2);
    const to = <usize>(n * plane) * rowF;
    if (C < FEW) {
      patches(from, count, H, W, C, col);
      gemmPacked(rows, F, depth, col, rowP, 4, packed, y + to, rowF, false, scratch);
      if (w2) gemmPacked(rows, F, depth, col, rowP, 4, packed2, y2 + to, rowF, false, scratch);
    } else {
      pixels(from, count, H, W, C, col);
      forward(col, rows, C, F, packed, y + to, scratch);
      if (w2) forward(col, rows, C, F, packed2, y2 + to, scratch);
    }
  }
}

function forward(taps: usize, rows: i32, C: i32, F: i32, packed: usize, y: usize, scratch: usize): void {
  const rowF = <usize>F << 2;
  for (let f = 0; f < F; f += 8) {
    const panel = packed + ((<usize>f * 9 * C) << 2);
    const width = min(8, F - f);
    for (let r = 0; r < rows; r += 4) {
      const height = min(4, rows - r);
      const to = y + <usize>r * rowF + (<usize>f << 2);
      const whole = height == 4 && width == 8;
      pixelTile(taps, rows, r, C, panel, whole ? to : scratch, whole ? rowF : 32);
      if (!whole) cut(scratch, height, width, to, rowF);
    }
  }
}

/** Copies the valid part of an edge tile to its place. */
function cut(tile: usize, height: i32, width: i32, to: usize, row: usize): void {
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++)
      store<f32>(to + <usize>i * row + (j << 2), load<f32>(tile + (i << 5) + (j << 2)));
}

/** dw [9 C, F] of x [N, H, W, C] and dy [N, H', W', F]. */
export function convFilterGradient(
  x: usize, N: i32, H: i32, W: i32, C: i32, F: i32, dy: usize, dw: usize, scratch: usize,
): void {
  const col = scratch + 128;
  const block = imagesAtOnce(H, W, C);
  const plane = half(H) * half(W);
  const packed = col + patchBytes(H, W, C) + tapBytes(block * plane, C);
  const rowF = <usize>F << 2;
  const rowP = <usize>(9 * C) << 2;
  for (let n = 0; n < N; n += block) {
    const count = min(block, N - n);
    const rows = count * plane;
    const from = x + ((<usize>n * H * W * C) << 2);
    pack(dy + <usize>(n * plane) * rowF, rowF, 4, rows, F, packed);
    if (C < FEW) {
      patches(from, count, H, W, C, col);
      gemmPacked(9 * C, F, rows, col, 4, rowP, packed, dw, rowF, n > 0, scratch);
    } else {
      pixels(from, count, H, W, C, col);
      filters(col, rows, C, F, packed, dw, n > 0, scratch);
    }
  }
}

function filters(taps: usize, rows: i32, C: i32, F: i32, packed: usize, dw: usize, add: bool, scratch: usize): void {
  const rowF = <usize>F << 2;
  for (let f = 0; f < F; f += 8) {
    const panel = packed + ((<usize>f * rows) << 2);
    const width = min(8, F - f);
    for (let tap = 0; tap < 9; tap++)
      for (let c = 0; c < C; c += 4) {
        const height = min(4, C - c);
        const to = dw + <usize>(tap * C + c) * rowF + (<usize>f << 2);
        const whole = height == 4 && width == 8;
        if (!whole && add)
          for (let i = 0; i < height; i++)
            for (let j = 0; j < width; j++)
              store<f32>(scratch + (i << 5) + (j << 2), load<f32>(to + <usize>i * rowF + (j << 2)));
        channelTile(taps + ((<usize>(tap * rows)) << 2), rows, c, panel, whole ? to : scratch, whole ? rowF : 32, add);
        if (!whole) cut(scratch, height, width, to, rowF);
      }
  }
}

/** dx [N, H, W, C] of dy [N, H', W', F] and kernel w [9 C, F]. */
export function convInputGradient(
  dy: usize, N: i32, H: i32, W: i32, C: i32, F: i32, w: usize, dx: usize, scratch: usize,
): void {
  const col = scratch + 128;
  const block = imagesAtOnce(H, W, C);
  const plane = half(H) * half(W);
  const packed = col + patchBytes(H, W, C) + tapBytes(block * plane, C);
  const depth = 9 * C;
  const rowF = <usize>F << 2;
  const rowP = <usize>depth << 2;
  pack(w, 4, rowF, F, depth, packed); // the kernel transposed: [F, 9 C]
  for (let n = 0; n < N; n += block) {
    const count = min(block, N - n);
    gemmPacked(count * plane, depth, F, dy + <usize>(n * plane) * rowF, rowF, 4, packed, col, rowP, false, scratch);
    unpatch(col, count, H, W, C, dx + ((<usize>n * H * W * C) << 2));
  }
}
