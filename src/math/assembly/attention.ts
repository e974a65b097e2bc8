import { exp4, madd, max4, sum4 } from './lanes';

// Self-attention, one image and one head at a time. Q, K and V [T, size] lie in rows of qkv [images T, 3 heads size].
// K, and V in the backward pass, is transposed once, so that scores go four at a time. Rows of scores are padded to
// four.

/** Bytes of a padded row of T scores. */
@inline
function padded(T: i32): usize {
  return <usize>((T + 3) & ~3) << 2;
}

/** Bytes of scratch: a transposed matrix and two rows of scores. */
export function attentionScratch(T: i32, size: i32): i32 {
  return <i32>padded(T) * (size + 2);
}

/** Transposes a [T, size], whose rows are `stride` bytes apart, to out [size, T padded with zeros]. */
function turned(a: usize, stride: usize, T: i32, size: i32, out: usize): void {
  const wide = padded(T);
  memory.fill(out, 0, <usize>size * wide);
  for (let t = 0; t < T; t++)
    for (let c = 0; c < size; c++)
      store<f32>(out + <usize>c * wide + (<usize>t << 2), load<f32>(a + <usize>t * stride + (<usize>c << 2)));
}

/** scores [T padded] = scale · row [size] · transposed [size, T padded]. */
@inline
function products(row: usize, turned: usize, wide: usize, size: i32, scale: f32, scores: usize): void {
  const s = f32x4.splat(scale);
  const bytes = <usize>size << 2;
  let j: usize = 0;
  for (; j + 64 <= wide; j += 64) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let at = turned + j;
    for (let c: usize = 0; c < bytes; c += 4, at += wide) {
      const a = v128.load32_splat(row + c);
      s0 = madd(a, v128.load(at), s0);
      s1 = madd(a, v128.load(at, 16), s1);
      s2 = madd(a, v128.load(at, 32), s2);
      s3 = madd(a, v128.load(at, 48), s3);
    }
    v128.store(scores + j, f32x4.mul(s0, s));
    v128.store(scores + j, f32x4.mul(s1, s), 16);
    v128.store(scores + j, f32x4.mul(s2, s), 32);
    v128.store(scores + j, f32x4.mul(s3, s), 48);
  }
  for (; j < wide; j += 16) {
    let sum = f32x4.splat(0);
    let at = turned + j;
    for (let c: usize = 0; c < bytes; c += 4, at += wide)
      sum = madd(v128.load32_splat(row + c), v128.load(at), sum);
    v128.store(scores + j, f32x4.mul(sum, s));
  }
}

function hide(unseen: usize, T: i32, scores: usize): void {
  for (let j = 1; j < T; j++)
    if (load<f32>(unseen + (<usize>(j - 1) << 2)) != 0) store<f32>(scores + (<usize>j << 2), -f32.MAX_VALUE);
}

function softmax(scores: usize, T: i32, wide: usize): void {
  for (let j = <usize>T << 2; j < wide; j += 4) store<f32>(scores + j, -f32.MAX_VALUE);
  let most = v128.load(scores);
  for (let j: usize = 16; j < wide; j += 16) most = f32x4.max(most, v128.load(scores + j));
  const top = f32x4.splat(max4(most));
  let sum = f32x4.splat(0);
  for (let j: usize = 0; j < wide; j += 16) {
    const e = exp4(f32x4.sub(v128.load(scores + j), top));
    v128.store(scores + j, e);
    sum = f32x4.add(sum, e);
  }
  const inverse = f32x4.splat(<f32>1 / sum4(sum));
  for (let j: usize = 0; j < wide; j += 16) v128.store(scores + j, f32x4.mul(v128.load(scores + j), inverse));
}

/** out [size] = scores [T] · rows [T, size], whose rows are `stride` bytes apart. */
@inline
function mixed(scores: usize, rows: usize, stride: usize, T: i32, size: i32, out: usize): void {
  const bytes = <usize>size << 2;
  const end = scores + (<usize>T << 2);
  let c: usize = 0;
  for (; c + 64 <= bytes; c += 64) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let from = rows + c;
    for (let p = scores; p < end; p += 4, from += stride) {
      const weight = v128.load32_splat(p);
      s0 = madd(weight, v128.load(from), s0);
      s1 = madd(weight, v128.load(from, 16), s1);
      s2 = madd(weight, v128.load(from, 32), s2);
      s3 = madd(weight, v128.load(from, 48), s3);
    }
    v128.store(out + c, s0);
    v128.store(out + c, s1, 16);
    v128.store(out + c, s2, 32);
    v128.store(out + c, s3, 48);
  }
  for (; c + 16 <= bytes; c += 16) {
    let s = f32x4.splat(0);
    let from = rows + c;
    for (let p = scores; p < end; p += 4, from += stride) s = madd(v128.load32_splat(p), v128.load(from), s);
    v128.store(out + c, s);
  }
  for (; c < bytes; c += 4) {
    let s: f32 = 0;
    let from = rows + c;
    for (let p = scores; p < end; p += 4, from += stride) s += load<f32>(p) * load<f32>(from);
    store<f32>(out + c, s);
  }
}

/** rows [T, size] += scores [T] ⊗ row [size]. The rows are `stride` bytes apart. */
@inline
function spread(scores: usize, row: usize, T: i32, size: i32, rows: usize, stride: usize): void {
  const bytes = <usize>size << 2;
  const end = scores + (<usize>T << 2);
  let to = rows;
  for (let p = scores; p < end; p += 4, to += stride) {
    const weight = v128.load32_splat(p);
    let c: usize = 0;
    for (; c + 16 <= bytes; c += 16)
      v128.store(to + c, madd(weight, v128.load(row + c), v128.load(to + c)));
    for (; c < bytes; c += 4) store<f32>(to + c, load<f32>(to + c) + load<f32>(p) * load<f32>(row + c));
  }
}

/** y [images T, heads size], and the softmax's weights [images, heads, T, T]. From image `open`, no token attends to
 *  those whose `unseen` [.., T - 1] is not 0. */
export function attention(
  qkv: usize, images: i32, T: i32, heads: i32, size: i32, unseen: usize, open: i32, y: usize, weights: usize,
  scratch: usize,
): void {
  const wide = padded(T);
  const out = <usize>(heads * size) << 2;
  const stride = 3 * out;
  const scores = scratch + <usize>size * wide;
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>size);
  for (let n = 0; n < images; n++, qkv += <usize>T * stride, y += <usize>T * out)
    for (let h = 0; h < heads; h++) {
      const q = qkv + (<usize>(h * size) << 2);
      turned(q + out, stride, T, size, scratch);
      for (let i = 0; i < T; i++, weights += <usize>T << 2) {
        products(q + <usize>i * stride, scratch, wide, size, scale, scores);
        if (n >= open) hide(unseen + (<usize>((n - open) * (T - 1)) << 2), T, scores);
        softmax(scores, T, wide);
        memory.copy(weights, scores, <usize>T << 2);
        mixed(scores, q + 2 * out, stride, T, size, y + <usize>i * out + (<usize>(h * size) << 2));
      }
    }
}

/** dqkv from dy [images T, heads size] and the weights. */
export function attentionBack(
  dy: usize, qkv: usize, weights: usize, images: i32, T: i32, heads: i32, size: i32, dqkv: usize, scratch: usize,
): void {
  const wide = padded(T);
  const out = <usize>(heads * size) << 2;
  const stride = 3 * out;
  const slopes = scratch + <usize>size * wide;
  const row = slopes + wide;
  const scale = f32x4.splat(<f32>1 / sqrt<f32>(<f32>size));
  memory.fill(dqkv, 0, <usize>images * <usize>T * stride);
  memory.fill(row, 0, wide);
  for (let n = 0; n < images; n++) {
    for (let h = 0; h < heads; h++) {
      const at = <usize>(h * size) << 2;
      turned(qkv + at + 2 * out, stride, T, size, scratch);
      for (let i = 0; i < T; i++, weights += <usize>T << 2) {
        const slope = dy + <usize>i * out + at;
        const q = <usize>i * stride + at;
        memory.copy(row, weights, <usize>T << 2);
        products(slope, scratch, wide, size, 1, slopes);
        // dS = P (dP - <P, dP>)
        let s = f32x4.splat(0);
        for (let j: usize = 0; j < wide; j += 16) s = madd(v128.load(row + j), v128.load(slopes + j), s);
        const along = f32x4.splat(sum4(s));
        for (let j: usize = 0; j < wide; j += 16) {
          const centred = f32x4.mul(f32x4.sub(v128.load(slopes + j), along), scale);
          v128.store(slopes + j, f32x4.mul(v128.load(row + j), centred));
        }
        mixed(slopes, qkv + at + out, stride, T, size, dqkv + q);
        spread(slopes, qkv + q, T, size, dqkv + at + out, stride);
        spread(row, slope, T, size, dqkv + at + 2 * out, stride);
      }
    }
    qkv += <usize>T * stride;
    dqkv += <usize>T * stride;
    dy += <usize>T * out;
  }
}
