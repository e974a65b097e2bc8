import { exp1, exp4, log1, max4, sum4 } from './lanes';

@inline
function largest(x: usize, width: i32): f32 {
  let m = f32x4.splat(-Infinity);
  let i = 0;
  for (; i + 4 <= width; i += 4) m = f32x4.max(m, v128.load(x + (<usize>i << 2)));
  let most = max4(m);
  for (; i < width; i++) most = max<f32>(most, load<f32>(x + (<usize>i << 2)));
  return most;
}

/** out = softmax(x · scale) over `width` values. out may be x. */
@inline
function softmax(x: usize, width: i32, scale: f32, out: usize): void {
  const top = largest(x, width);
  const m = f32x4.splat(top);
  const s = f32x4.splat(scale);
  let total = f32x4.splat(0);
  let sum: f32 = 0;
  let i = 0;
  for (; i + 4 <= width; i += 4) {
    const at = <usize>i << 2;
    const e = exp4(f32x4.mul(f32x4.sub(v128.load(x + at), m), s));
    v128.store(out + at, e);
    total = f32x4.add(total, e);
  }
  for (; i < width; i++) {
    const at = <usize>i << 2;
    const e = exp1((load<f32>(x + at) - top) * scale);
    store<f32>(out + at, e);
    sum += e;
  }
  sum += sum4(total);
  const inverse = f32x4.splat(1 / sum);
  for (i = 0; i + 4 <= width; i += 4) {
    const at = <usize>i << 2;
    v128.store(out + at, f32x4.mul(v128.load(out + at), inverse));
  }
  for (; i < width; i++) {
    const at = <usize>i << 2;
    store<f32>(out + at, load<f32>(out + at) / sum);
  }
}

/** weight · -<q_r, log softmax(s_r inverse)> of each row, and the gradient of their sum to s, [rows, K]. */
export function crossEntropy(
  q: usize, s: usize, rows: i32, K: i32, inverse: f32, weight: f32, losses: usize, slope: usize,
): void {
  const bytes = <usize>K << 2;
  const inv = f32x4.splat(inverse);
  const pull = weight * inverse;
  const pulls = f32x4.splat(pull);
  for (let r = 0; r < rows; r++, q += bytes, s += bytes, slope += bytes) {
    const top = largest(s, K);
    const m = f32x4.splat(top);
    let totals = f32x4.splat(0);
    let masses = f32x4.splat(0);
    let matches = f32x4.splat(0);
    let total: f32 = 0;
    let mass: f32 = 0;
    let match: f32 = 0;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const shifted = f32x4.mul(f32x4.sub(v128.load(s + i), m), inv);
      const e = exp4(shifted);
      const target = v128.load(q + i);
      v128.store(slope + i, e);
      totals = f32x4.add(totals, e);
      masses = f32x4.add(masses, target);
      matches = f32x4.add(matches, f32x4.mul(target, shifted));
    }
    for (; i < bytes; i += 4) {
      const shifted = (load<f32>(s + i) - top) * inverse;
      const e = exp1(shifted);
      const target = load<f32>(q + i);
      store<f32>(slope + i, e);
      total += e;
      mass += target;
      match += target * shifted;
    }
    total += sum4(totals);
    mass += sum4(masses);
    match += sum4(matches);
    store<f32>(losses + (<usize>r << 2), <f32>(<f64>weight * (<f64>mass * log1(<f64>total) - <f64>match)));
    const scale = (mass / total) * pull;
    const a = f32x4.splat(scale);
    for (i = 0; i + 16 <= bytes; i += 16)
      v128.store(slope + i, f32x4.sub(f32x4.mul(v128.load(slope + i), a), f32x4.mul(v128.load(q + i), pulls)));
    for (; i < bytes; i += 4) store<f32>(slope + i, load<f32>(slope + i) * scale - load<f32>(q + i) * pull);
  }
}

const EPS: f64 = 1.1920929e-7;

@inline
function permute(x: usize, order: usize, K: i32, out: usize): void {
  for (let k = 0; k < K; k++)
    store<f32>(out + (<usize>k << 2), load<f32>(x + (<usize>load<i32>(order + (<usize>k << 2)) << 2)));
}

/** Bytes of scratch for blockConsistency. */
export function blockScratch(rows: i32, K: i32): i32 {
  return 2 * rows * K * 4 + K * 4 + 16;
}

/** CARP's loss (math/losses/block-consistency.ts) of student and teacher scores [rows, K] in blocks of N by `order`
 *  [K]. Writes consistency and KL as float64 to `terms`, and the gradient to the student's scores to `slope`. */
export function blockConsistency(
  student: usize, teacher: usize, order: usize, rows: i32, K: i32, N: i32, inverse: f32,
  terms: usize, slope: usize, scratch: usize,
): void {
  const bytes = <usize>K << 2;
  const block = <usize>N << 2;
  const P = scratch;
  const Q = P + <usize>rows * bytes;
  const logMean = Q + <usize>rows * bytes;
  for (let r = 0; r < rows; r++) {
    const p = P + <usize>r * bytes;
    const q = Q + <usize>r * bytes;
    permute(student + <usize>r * bytes, order, K, p);
    permute(teacher + <usize>r * bytes, order, K, q);
    for (let k: usize = 0; k < bytes; k += block) {
      softmax(p + k, N, inverse, p + k);
      softmax(q + k, N, inverse, q + k);
    }
  }
  const blocks = K / N;
  let kl: f64 = 0;
  for (let k: usize = 0; k < bytes; k += 4) {
    let sum: f64 = 0;
    for (let at = k; at < <usize>rows * bytes; at += bytes)
      sum += <f64>load<f32>(P + at) + <f64>load<f32>(Q + at);
    const mean = sum / <f64>(2 * rows);
    const log = log1(max<f64>(mean, EPS));
    kl += mean * log;
    store<f32>(logMean + k, <f32>log);
  }
  const spread: f32 = <f32>(1 / <f64>(2 * rows * blocks));
  let consistency: f64 = 0;
  for (let r = 0; r < rows; r++) {
    const p = P + <usize>r * bytes;
    const q = Q + <usize>((r + rows / 2) % rows) * bytes;
    const g = slope + <usize>r * bytes;
    for (let k: usize = 0; k < bytes; k += block) {
      let match: f64 = 0;
      for (let i = k; i < k + block; i += 4) match += <f64>load<f32>(p + i) * <f64>load<f32>(q + i);
      const clamped = min<f64>(max<f64>(match, EPS), 1 - EPS);
      consistency -= log1(clamped);
      const pull: f32 = clamped == match ? <f32>(-1 / (<f64>(rows * blocks) * match)) : 0;
      let mean: f32 = 0;
      for (let i = k; i < k + block; i += 4)
        mean += load<f32>(p + i) * (pull * load<f32>(q + i) + spread * (load<f32>(logMean + i) + 1));
      for (let i = k; i < k + block; i += 4) {
        const dp = pull * load<f32>(q + i) + spread * (load<f32>(logMean + i) + 1);
        store<f32>(g + (<usize>load<i32>(order + i) << 2), load<f32>(p + i) * (dp - mean) * inverse);
      }
    }
  }
  store<f64>(terms, consistency / <f64>(rows * blocks));
  store<f64>(terms + 8, log1(<f64>N) + kl / <f64>blocks);
}
