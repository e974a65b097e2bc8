import { exp1 } from './lanes';

// Views of images, as math/augment renders them. Each row of a view first mixes two rows of the image, then samples
// the mixed row.

const RADIUS = 3;
const MASK = 8191;

/** Bytes of scratch for views [h, w, C] of images of this width. */
export function augmentScratch(width: i32, C: i32, h: i32, w: i32): i32 {
  return (width * C + 2 * w + h * w * C + 4) * 4;
}

/** Start of `count` samples from `first` to `last`, which are shares of `size` pixels. */
@inline
function start(first: f32, size: i32): f64 {
  return <f64>first * <f64>(size - 1);
}

@inline
function stride(first: f32, last: f32, size: i32, count: i32): f64 {
  return count > 1 ? (<f64>last * <f64>(size - 1) - start(first, size)) / <f64>(count - 1) : 0;
}

@inline
function floorWithin(x: f64, size: i32): i32 {
  return max<i32>(0, min<i32>(size - 2, <i32>floor<f64>(x)));
}

/** Four bytes as floats. */
@inline
function floats4(at: usize): v128 {
  return f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
}

export function augment(
  pixels: usize, H: i32, W: i32, C: i32, V: i32, places: usize, draws: usize, quantiles: usize,
  h: i32, w: i32, noise: f32, out: usize, scratch: usize,
): void {
  const size = h * w * C;
  const line = scratch;
  const near = line + (<usize>(W * C) << 2);
  const shares = near + (<usize>w << 2);
  const spare = shares + (<usize>w << 2);
  for (let v = 0; v < V; v++) {
    const image = pixels + <usize>(load<i32>(places + (<usize>v << 3)) * H * W * C);
    const drawn = draws + (<usize>v << 5);
    const view = out + (<usize>(v * size) << 2);
    const mean = sample(image, H, W, C, h, w, drawn, view, line, near, shares);
    contrast(view, size, mean, load<f32>(drawn, 20));
    const sigma = load<f32>(drawn, 24);
    if (sigma > 0) blur(view, h, w, C, sigma, spare, line);
    if (noise != 0) addNoise(view, size, noise, load<i32>(places + (<usize>v << 3), 4), quantiles);
  }
}

/** Samples the box, multiplies by the brightness and clips at 1. Returns the view's mean. */
function sample(
  image: usize, H: i32, W: i32, C: i32, h: i32, w: i32, drawn: usize,
  view: usize, line: usize, near: usize, shares: usize,
): f32 {
  const x1 = load<f32>(drawn, 4);
  const dx = stride(x1, load<f32>(drawn, 12), W, w);
  for (let column = 0; column < w; column++) {
    const x = start(x1, W) + <f64>column * dx;
    const left = floorWithin(x, W);
    store<i32>(near + (<usize>column << 2), left * C);
    store<f32>(shares + (<usize>column << 2), <f32>(x - <f64>left));
  }
  const y1 = load<f32>(drawn);
  const dy = stride(y1, load<f32>(drawn, 8), H, h);
  const scale = load<f32>(drawn, 16) / 255;
  const scales = f32x4.splat(scale);
  const bytes = W * C;
  const right: usize = W > 1 ? <usize>C << 2 : 0;
  let sum: f64 = 0;
  let to = view;
  for (let row = 0; row < h; row++) {
    const y = start(y1, H) + <f64>row * dy;
    const top = floorWithin(y, H);
    const down = <f32>(y - <f64>top);
    const downs = f32x4.splat(down);
    const upper = image + <usize>(top * bytes);
    const lower = H > 1 ? upper + <usize>bytes : upper;
    let i = 0;
    for (; i + 4 <= bytes; i += 4) {
      const a = floats4(upper + <usize>i);
      const b = floats4(lower + <usize>i);
      v128.store(line + (<usize>i << 2), f32x4.mul(f32x4.add(a, f32x4.mul(downs, f32x4.sub(b, a))), scales));
    }
    for (; i < bytes; i++) {
      const a = <f32>load<u8>(upper + <usize>i);
      const b = <f32>load<u8>(lower + <usize>i);
      store<f32>(line + (<usize>i << 2), (a + down * (b - a)) * scale);
    }
    let total: f32 = 0;
    for (let column = 0; column < w; column++) {
      const share = load<f32>(shares + (<usize>column << 2));
      let at = line + (<usize>load<i32>(near + (<usize>column << 2)) << 2);
      for (let c = 0; c < C; c++, at += 4, to += 4) {
        const a = load<f32>(at);
        const value = min<f32>(1, a + share * (load<f32>(at + right) - a));
        store<f32>(to, value);
        total += value;
      }
    }
    sum += <f64>total;
  }
  return <f32>(sum / <f64>(h * w * C));
}

function contrast(view: usize, size: i32, mean: f32, factor: f32): void {
  const m = f32x4.splat(mean);
  const f = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const at = view + (<usize>i << 2);
    const value = f32x4.add(m, f32x4.mul(f, f32x4.sub(v128.load(at), m)));
    v128.store(at, f32x4.max(f32x4.splat(0), f32x4.min(f32x4.splat(1), value)));
  }
  for (; i < size; i++) {
    const at = view + (<usize>i << 2);
    store<f32>(at, max<f32>(0, min<f32>(1, mean + factor * (load<f32>(at) - mean))));
  }
}

@inline
function inside(i: i32, size: i32): i32 {
  const turned = i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
  return max<i32>(0, min<i32>(size - 1, turned));
}

/** Blurs by 7 x 7 taps: along rows into `spare`, then down columns back. */
function blur(view: usize, h: i32, w: i32, C: i32, sigma: f32, spare: usize, weights: usize): void {
  let total: f32 = 0;
  for (let i = -RADIUS; i <= RADIUS; i++) {
    const weight = exp1(-<f32>(i * i) / (2 * sigma * sigma));
    store<f32>(weights + (<usize>(i + RADIUS) << 2), weight);
    total += weight;
  }
  for (let pass = 0; pass < 2; pass++) {
    const from = pass == 0 ? view : spare;
    const to = pass == 0 ? spare : view;
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let c = 0; c < C; c++) {
          let sum: f32 = 0;
          for (let i = -RADIUS; i <= RADIUS; i++) {
            const yy = pass == 0 ? y : inside(y + i, h);
            const xx = pass == 0 ? inside(x + i, w) : x;
            const weight = load<f32>(weights + (<usize>(i + RADIUS) << 2));
            sum += weight * load<f32>(from + (<usize>((yy * w + xx) * C + c) << 2));
          }
          store<f32>(to + (<usize>((y * w + x) * C + c) << 2), sum / total);
        }
  }
}

/** Adds noise. The hash lowbias32 (Wellons 2018) of the seed and an even place gives two neighbours their quantiles.
 *  */
function addNoise(view: usize, size: i32, sd: f32, seed: i32, quantiles: usize): void {
  for (let i = 0; i < size; i += 2) {
    let x: u32 = <u32>seed + <u32>i * 0x9e3779b9;
    x = (x ^ (x >> 16)) * 0x7feb352d;
    x = (x ^ (x >> 15)) * 0x846ca68b;
    x ^= x >> 16;
    const at = view + (<usize>i << 2);
    store<f32>(at, load<f32>(at) + sd * load<f32>(quantiles + (<usize>(x & MASK) << 2)));
    if (i + 1 < size)
      store<f32>(at, load<f32>(at, 4) + sd * load<f32>(quantiles + (<usize>((x >> 16) & MASK) << 2)), 4);
  }
}
