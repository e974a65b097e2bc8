import { exp4, madd } from './lanes';

// Batch norm and GELU of rows of C channels. Channels go four at a time, and the rest one by one. Sums over rows are
// float32 for 32 rows, then float64.

const CHUNK = 32;

/** Φ and φ of u. erf is Abramowitz & Stegun 7.1.26, with an error of 1.5e-7, which shares its exponential with φ. */
@inline
function cdf(u: v128, density: v128): v128 {
  const t = f32x4.div(
    f32x4.splat(1),
    madd(f32x4.abs(u), f32x4.splat(0.3275911 * 0.70710678118654752), f32x4.splat(1)),
  );
  const square = f32x4.mul(t, t);
  const low = madd(t, f32x4.splat(-0.284496736), f32x4.splat(0.254829592));
  const high = madd(square, f32x4.splat(1.061405429), madd(t, f32x4.splat(-1.453152027), f32x4.splat(1.421413741)));
  const p = madd(high, square, low);
  // half of the tail beyond |u|
  const tail = f32x4.mul(f32x4.mul(p, t), f32x4.mul(density, f32x4.splat(0.5)));
  return v128.bitselect(f32x4.sub(f32x4.splat(1), tail), tail, f32x4.ge(u, f32x4.splat(0)));
}

@inline
function bell(u: v128): v128 {
  return exp4(f32x4.mul(f32x4.mul(u, u), f32x4.splat(-0.5)));
}

/** u Φ(u). erf is Abramowitz & Stegun 7.1.28, with an error of 3e-7, which needs no exponential and has short chains.
 *  */
@inline
function gelu4(u: v128): v128 {
  const x = f32x4.mul(f32x4.abs(u), f32x4.splat(0.70710678118654752));
  const square = f32x4.mul(x, x);
  const low = madd(x, f32x4.splat(0.0705230784), f32x4.splat(1));
  const middle = madd(x, f32x4.splat(0.0092705272), f32x4.splat(0.0422820123));
  const high = madd(square, f32x4.splat(0.0000430638), madd(x, f32x4.splat(0.0002765672), f32x4.splat(0.0001520143)));
  let p = madd(f32x4.mul(square, square), high, madd(square, middle, low));
  p = f32x4.mul(p, p);
  p = f32x4.mul(p, p);
  p = f32x4.mul(p, p);
  p = f32x4.mul(p, p);
  const tail = f32x4.div(f32x4.splat(0.5), p);
  // u - u tail for u >= 0, u tail for u < 0
  const cut = f32x4.mul(u, tail);
  return v128.bitselect(f32x4.sub(u, cut), cut, f32x4.ge(u, f32x4.splat(0)));
}

@inline
function slope4(u: v128): v128 {
  const e = bell(u);
  return madd(f32x4.mul(u, f32x4.splat(0.39894228040143268)), e, cdf(u, e));
}

/** Batch mean and biased variance [C] of x [rows, C]. `scratch` has 16 C bytes. */
export function moments(x: usize, rows: i32, C: i32, mean: usize, variance: usize, scratch: usize): void {
  const stride = <usize>C << 2;
  const sums = scratch;
  const squares = scratch + (<usize>C << 3);
  for (let c = 0; c < C; c++) {
    store<f64>(sums + (<usize>c << 3), 0);
    store<f64>(squares + (<usize>c << 3), 0);
  }
  for (let r = 0; r < rows; r += CHUNK) {
    const count = min(CHUNK, rows - r);
    const from = x + <usize>r * stride;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      // Differences from the first row are small, which keeps their squares exact.
      const about = v128.load(x + (<usize>c << 2));
      let s = f32x4.splat(0);
      let q = f32x4.splat(0);
      let p = from + (<usize>c << 2);
      for (let i = 0; i < count; i++, p += stride) {
        const v = f32x4.sub(v128.load(p), about);
        s = f32x4.add(s, v);
        q = madd(v, v, q);
      }
      add4(sums + (<usize>c << 3), s);
      add4(squares + (<usize>c << 3), q);
    }
    for (; c < C; c++) {
      const about = load<f32>(x + (<usize>c << 2));
      let s: f64 = 0;
      let q: f64 = 0;
      let p = from + (<usize>c << 2);
      for (let i = 0; i < count; i++, p += stride) {
        const v = <f64>(load<f32>(p) - about);
        s += v;
        q += v * v;
      }
      const at = <usize>c << 3;
      store<f64>(sums + at, load<f64>(sums + at) + s);
      store<f64>(squares + at, load<f64>(squares + at) + q);
    }
  }
  for (let c = 0; c < C; c++) {
    const shift = load<f64>(sums + (<usize>c << 3)) / <f64>rows;
    store<f32>(mean + (<usize>c << 2), <f32>(<f64>load<f32>(x + (<usize>c << 2)) + shift));
    store<f32>(
      variance + (<usize>c << 2),
      <f32>max<f64>(0, load<f64>(squares + (<usize>c << 3)) / <f64>rows - shift * shift),
    );
  }
}

@inline
function add4(at: usize, v: v128): void {
  v128.store(at, f64x2.add(v128.load(at), f64x2.promote_low_f32x4(v)));
  const high = i8x16.shuffle(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  v128.store(at, f64x2.add(v128.load(at, 16), f64x2.promote_low_f32x4(high)), 16);
}

@inline
function shifted(x: usize, rows: i32, C: i32, scale: usize, shift: usize, y: usize, gelu: bool): void {
  let from = x;
  let to = y;
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const at = <usize>c << 2;
      const u = madd(v128.load(from + at), v128.load(scale + at), v128.load(shift + at));
      v128.store(to + at, gelu ? gelu4(u) : u);
    }
    for (; c < C; c++) {
      const at = <usize>c << 2;
      const u = load<f32>(from + at) * load<f32>(scale + at) + load<f32>(shift + at);
      store<f32>(to + at, gelu ? f32x4.extract_lane(gelu4(f32x4.splat(u)), 0) : u);
    }
    from += <usize>C << 2;
    to += <usize>C << 2;
  }
}

/** y = x scale + shift with scale and shift [C], then GELU with `gelu`. */
export function activate(x: usize, rows: i32, C: i32, scale: usize, shift: usize, y: usize, gelu: bool): void {
  // Two loops, because a branch inside one costs as much as its arithmetic.
  if (gelu) shifted(x, rows, C, scale, shift, y, true);
  else shifted(x, rows, C, scale, shift, y, false);
}

@inline
function back(
  dy: usize, x: usize, rows: i32, C: i32,
  scale: usize, shift: usize, inverse: usize, centre: usize,
  dx: usize, sums: usize, along: usize, gelu: bool,
): void {
  const stride = <usize>C << 2;
  for (let r = 0; r < rows; r += CHUNK) {
    const count = min(CHUNK, rows - r);
    const from = <usize>r * stride;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const at = <usize>c << 2;
      const a = v128.load(scale + at);
      const b = v128.load(shift + at);
      const inv = v128.load(inverse + at);
      const mid = v128.load(centre + at);
      let s = f32x4.splat(0);
      let t = f32x4.splat(0);
      let p = from + at;
      for (let i = 0; i < count; i++, p += stride) {
        const v = v128.load(x + p);
        let du = v128.load(dy + p);
        if (gelu) du = f32x4.mul(du, slope4(madd(v, a, b)));
        v128.store(dx + p, du);
        s = f32x4.add(s, du);
        t = madd(du, madd(v, inv, mid), t);
      }
      add4(sums + (<usize>c << 3), s);
      add4(along + (<usize>c << 3), t);
    }
    for (; c < C; c++) {
      const at = <usize>c << 2;
      let s: f64 = 0;
      let t: f64 = 0;
      let p = from + at;
      for (let i = 0; i < count; i++, p += stride) {
        const v = load<f32>(x + p);
        let du = load<f32>(dy + p);
        if (gelu)
          du *= f32x4.extract_lane(slope4(f32x4.splat(v * load<f32>(scale + at) + load<f32>(shift + at))), 0);
        store<f32>(dx + p, du);
        s += <f64>du;
        t += <f64>(du * (v * load<f32>(inverse + at) + load<f32>(centre + at)));
      }
      const wide = <usize>c << 3;
      store<f64>(sums + wide, load<f64>(sums + wide) + s);
      store<f64>(along + wide, load<f64>(along + wide) + t);
    }
  }
}

/** First backward pass: du = dy GELU'(x scale + shift) to dx, and float64 sums [C] of du and of du hat with
 *  hat = x inverse + centre. */
export function activateBack(
  dy: usize, x: usize, rows: i32, C: i32,
  scale: usize, shift: usize, inverse: usize, centre: usize,
  dx: usize, sums: usize, along: usize, gelu: bool,
): void {
  for (let c: usize = 0; c < <usize>C << 3; c += 8) {
    store<f64>(sums + c, 0);
    store<f64>(along + c, 0);
  }
  if (gelu) back(dy, x, rows, C, scale, shift, inverse, centre, dx, sums, along, true);
  else back(dy, x, rows, C, scale, shift, inverse, centre, dx, sums, along, false);
}

/** Second backward pass: dx = dx ofDu + x ofX + constant, with factors [C]. */
export function combine(
  x: usize, rows: i32, C: i32, ofDu: usize, ofX: usize, constant: usize, dx: usize,
): void {
  for (let r = 0; r < rows; r++) {
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const at = <usize>c << 2;
      const rest = madd(v128.load(x + at), v128.load(ofX + at), v128.load(constant + at));
      v128.store(dx + at, madd(v128.load(dx + at), v128.load(ofDu + at), rest));
    }
    for (; c < C; c++) {
      const at = <usize>c << 2;
      const rest = load<f32>(x + at) * load<f32>(ofX + at) + load<f32>(constant + at);
      store<f32>(dx + at, load<f32>(dx + at) * load<f32>(ofDu + at) + rest);
    }
    x += <usize>C << 2;
    dx += <usize>C << 2;
  }
}
