import { exp1, exp4, log1, max4, sum4 } from './lanes';

/** log(e^sum + eps e^-factor), for the logarithms of eps, a sum, and the factor of its row or column. */
@inline
function withEps(sum: f64, factor: f64, logEps: f64): f64 {
  const eps = logEps - factor;
  return max(sum, eps) + log1(1 + <f64>exp1(<f32>-abs(sum - eps)));
}

/** Bytes of scratch for sinkhorn. */
export function sinkhornScratch(rows: i32, K: i32): i32 {
  return (rows + 3 * K) * 4;
}

/**
 * Sinkhorn-Knopp (math/losses/sinkhorn.ts) of scores [rows, K], part by part: q = exp(s inverse + u + v), where each
 * round sets v by columns and then u by rows. With `places`, rows of the parts alternate and the sums carry eps, and v
 * starts at `top` minus the column's maximum.
 */
export function sinkhorn(
  s: usize, rows: i32, K: i32, parts: i32, places: bool, inverse: f32, iterations: i32,
  top: f64, logEps: f64, q: usize, scratch: usize,
): void {
  const bytes = <usize>K << 2;
  const images = rows / parts;
  const step = places ? <usize>parts * bytes : bytes;
  const apart = places ? bytes : <usize>images * bytes;
  const v = scratch;
  const tops = v + bytes;
  const totals = tops + bytes;
  const u = totals + bytes;
  for (let part = 0; part < parts; part++) {
    const begin = <usize>part * apart;
    for (let round = 0; round < iterations; round++) {
      columns(s + begin, images, step, bytes, inverse, u, round == 0, tops, totals);
      for (let k: usize = 0; k < bytes; k += 4) {
        const most = <f64>load<f32>(tops + k);
        const sum = most + log1(<f64>load<f32>(totals + k));
        const old = round == 0 ? top - most : <f64>load<f32>(v + k);
        store<f32>(v + k, <f32>-(places ? withEps(sum, old, logEps) : sum));
      }
      const last = round + 1 == iterations;
      for (let i: usize = 0; i < <usize>images; i++) {
        const row = s + begin + i * step;
        const sum = rowSum(row, bytes, inverse, v);
        const old = round == 0 ? 0 : <f64>load<f32>(u + (i << 2));
        const whole = <f32>(places ? withEps(sum, old, logEps) : sum);
        if (last) shares(row, bytes, inverse, v, whole, q + begin + i * step);
        else store<f32>(u + (i << 2), -whole);
      }
    }
  }
}

/** The maximum of s inverse + u over the images in each column, and the sum of exp of what is left of them. */
function columns(
  s: usize, images: i32, step: usize, bytes: usize, inverse: f32, u: usize, first: bool,
  tops: usize, totals: usize,
): void {
  const inv = f32x4.splat(inverse);
  for (let k: usize = 0; k < bytes; k += 4) store<f32>(tops + k, -Infinity);
  memory.fill(totals, 0, bytes);
  for (let i: usize = 0; i < <usize>images; i++) {
    const row = s + i * step;
    const own: f32 = first ? 0 : load<f32>(u + (i << 2));
    const add = f32x4.splat(own);
    let k: usize = 0;
    for (; k + 16 <= bytes; k += 16) {
      const value = f32x4.add(f32x4.mul(v128.load(row + k), inv), add);
      v128.store(tops + k, f32x4.max(v128.load(tops + k), value));
    }
    for (; k < bytes; k += 4)
      store<f32>(tops + k, max<f32>(load<f32>(tops + k), load<f32>(row + k) * inverse + own));
  }
  for (let i: usize = 0; i < <usize>images; i++) {
    const row = s + i * step;
    const own: f32 = first ? 0 : load<f32>(u + (i << 2));
    const add = f32x4.splat(own);
    let k: usize = 0;
    for (; k + 16 <= bytes; k += 16) {
      const value = f32x4.add(f32x4.mul(v128.load(row + k), inv), add);
      const e = exp4(f32x4.sub(value, v128.load(tops + k)));
      v128.store(totals + k, f32x4.add(v128.load(totals + k), e));
    }
    for (; k < bytes; k += 4) {
      const e = exp1(load<f32>(row + k) * inverse + own - load<f32>(tops + k));
      store<f32>(totals + k, load<f32>(totals + k) + e);
    }
  }
}

/** log Σ_k exp(s_k inverse + v_k) of a row. */
@inline
function rowSum(row: usize, bytes: usize, inverse: f32, v: usize): f64 {
  const inv = f32x4.splat(inverse);
  let most = f32x4.splat(-Infinity);
  let top: f32 = -Infinity;
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16)
    most = f32x4.max(most, f32x4.add(f32x4.mul(v128.load(row + k), inv), v128.load(v + k)));
  for (; k < bytes; k += 4) top = max<f32>(top, load<f32>(row + k) * inverse + load<f32>(v + k));
  top = max<f32>(top, max4(most));
  const shift = f32x4.splat(top);
  let total = f32x4.splat(0);
  let sum: f32 = 0;
  for (k = 0; k + 16 <= bytes; k += 16) {
    const value = f32x4.add(f32x4.mul(v128.load(row + k), inv), v128.load(v + k));
    total = f32x4.add(total, exp4(f32x4.sub(value, shift)));
  }
  for (; k < bytes; k += 4) sum += exp1(load<f32>(row + k) * inverse + load<f32>(v + k) - top);
  return <f64>top + log1(<f64>(sum + sum4(total)));
}

/** q_k = exp(s_k inverse + v_k - whole) of a row. */
@inline
function shares(row: usize, bytes: usize, inverse: f32, v: usize, whole: f32, q: usize): void {
  const inv = f32x4.splat(inverse);
  const shift = f32x4.splat(whole);
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16) {
    const value = f32x4.add(f32x4.mul(v128.load(row + k), inv), v128.load(v + k));
    v128.store(q + k, exp4(f32x4.sub(value, shift)));
  }
  for (; k < bytes; k += 4)
    store<f32>(q + k, exp1(load<f32>(row + k) * inverse + load<f32>(v + k) - whole));
}
