import { madd, sum4 } from './lanes';

// Operations on the rows of a matrix [rows, width].

const TINY: f32 = 1e-12;

@inline
function dot(a: usize, b: usize, width: i32): f32 {
  let s = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= width; i += 4) s = madd(v128.load(a + (<usize>i << 2)), v128.load(b + (<usize>i << 2)), s);
  let sum = sum4(s);
  for (; i < width; i++) sum += load<f32>(a + (<usize>i << 2)) * load<f32>(b + (<usize>i << 2));
  return sum;
}

/** y = x / |x| of each row, and its norm |x|, at least 1e-12, [rows]. */
export function normaliseRows(x: usize, rows: i32, width: i32, y: usize, norms: usize): void {
  const bytes = <usize>width << 2;
  for (let r = 0; r < rows; r++, x += bytes, y += bytes) {
    const norm = max<f32>(sqrt<f32>(dot(x, x, width)), TINY);
    store<f32>(norms + (<usize>r << 2), norm);
    const scale = f32x4.splat(1 / norm);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(y + i, f32x4.mul(v128.load(x + i), scale));
    for (; i < bytes; i += 4) store<f32>(y + i, load<f32>(x + i) / norm);
  }
}

/** dx = (dy - y <dy, y>) / |x|. dx may be dy. */
export function normaliseRowsBack(dy: usize, y: usize, norms: usize, rows: i32, width: i32, dx: usize): void {
  const bytes = <usize>width << 2;
  for (let r = 0; r < rows; r++, dy += bytes, y += bytes, dx += bytes) {
    const inverse: f32 = <f32>1 / load<f32>(norms + (<usize>r << 2));
    const along = dot(dy, y, width);
    const a = f32x4.splat(along);
    const s = f32x4.splat(inverse);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16)
      v128.store(dx + i, f32x4.mul(f32x4.sub(v128.load(dy + i), f32x4.mul(a, v128.load(y + i))), s));
    for (; i < bytes; i += 4)
      store<f32>(dx + i, (load<f32>(dy + i) - along * load<f32>(y + i)) * inverse);
  }
}

/** out [width] = scale · the sum of the rows of x. */
export function sumRows(x: usize, rows: i32, width: i32, scale: f32, out: usize): void {
  const bytes = <usize>width << 2;
  const s = f32x4.splat(scale);
  let c: usize = 0;
  for (; c + 16 <= bytes; c += 16) {
    let sum = f32x4.splat(0);
    let p = x + c;
    for (let r = 0; r < rows; r++, p += bytes) sum = f32x4.add(sum, v128.load(p));
    v128.store(out + c, f32x4.mul(sum, s));
  }
  for (; c < bytes; c += 4) {
    let sum: f32 = 0;
    let p = x + c;
    for (let r = 0; r < rows; r++, p += bytes) sum += load<f32>(p);
    store<f32>(out + c, sum * scale);
  }
}

/** Every row of out [rows, width] = scale · x [width]. */
export function spreadRow(x: usize, rows: i32, width: i32, scale: f32, out: usize): void {
  const bytes = <usize>width << 2;
  const s = f32x4.splat(scale);
  for (let r = 0; r < rows; r++, out += bytes) {
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) v128.store(out + c, f32x4.mul(v128.load(x + c), s));
    for (; c < bytes; c += 4) store<f32>(out + c, load<f32>(x + c) * scale);
  }
}

/** out [rows, width] += x [width]. */
export function addRow(x: usize, rows: i32, width: i32, out: usize): void {
  const bytes = <usize>width << 2;
  for (let r = 0; r < rows; r++, out += bytes) {
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16) v128.store(out + c, f32x4.add(v128.load(out + c), v128.load(x + c)));
    for (; c < bytes; c += 4) store<f32>(out + c, load<f32>(out + c) + load<f32>(x + c));
  }
}
