import { madd, sum4 } from './lanes';

// Layer norm of the rows of a matrix [rows, width]. A row stays in the nearest cache during its passes.

/** y = gamma hat + beta of each row, and its mean and inverse standard deviation, [rows, 2]. */
export function layerNorm(
  x: usize, rows: i32, width: i32, gamma: usize, beta: usize, eps: f32, y: usize, moments: usize,
): void {
  const bytes = <usize>width << 2;
  for (let r = 0; r < rows; r++, x += bytes, y += bytes, moments += 8) {
    let s = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) s = f32x4.add(s, v128.load(x + i));
    let sum = sum4(s);
    for (; i < bytes; i += 4) sum += load<f32>(x + i);
    const mean: f32 = sum / <f32>width;
    const m = f32x4.splat(mean);
    let q = f32x4.splat(0);
    for (i = 0; i + 16 <= bytes; i += 16) {
      const d = f32x4.sub(v128.load(x + i), m);
      q = madd(d, d, q);
    }
    let squares = sum4(q);
    for (; i < bytes; i += 4) {
      const d = load<f32>(x + i) - mean;
      squares += d * d;
    }
    const inverse: f32 = <f32>1 / sqrt<f32>(squares / <f32>width + eps);
    const inv = f32x4.splat(inverse);
    for (i = 0; i + 16 <= bytes; i += 16) {
      const hat = f32x4.mul(f32x4.sub(v128.load(x + i), m), inv);
      v128.store(y + i, madd(hat, v128.load(gamma + i), v128.load(beta + i)));
    }
    for (; i < bytes; i += 4)
      store<f32>(y + i, (load<f32>(x + i) - mean) * inverse * load<f32>(gamma + i) + load<f32>(beta + i));
    store<f32>(moments, mean);
    store<f32>(moments, inverse, 4);
  }
}

/** dx = (g - mean(g) - hat mean(g hat)) inverse with g = dy gamma, and the sums over rows of dy hat and of dy,
 *  [width]. */
export function layerNormBack(
  dy: usize, x: usize, moments: usize, gamma: usize, rows: i32, width: i32, dx: usize, dgamma: usize, dbeta: usize,
): void {
  const bytes = <usize>width << 2;
  memory.fill(dgamma, 0, bytes);
  memory.fill(dbeta, 0, bytes);
  for (let r = 0; r < rows; r++, dy += bytes, x += bytes, dx += bytes, moments += 8) {
    const mean = load<f32>(moments);
    const inverse = load<f32>(moments, 4);
    const m = f32x4.splat(mean);
    const inv = f32x4.splat(inverse);
    let s = f32x4.splat(0);
    let t = f32x4.splat(0);
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const slope = v128.load(dy + i);
      const hat = f32x4.mul(f32x4.sub(v128.load(x + i), m), inv);
      const g = f32x4.mul(slope, v128.load(gamma + i));
      s = f32x4.add(s, g);
      t = madd(g, hat, t);
      v128.store(dgamma + i, madd(slope, hat, v128.load(dgamma + i)));
      v128.store(dbeta + i, f32x4.add(slope, v128.load(dbeta + i)));
    }
    let sum = sum4(s);
    let along = sum4(t);
    for (; i < bytes; i += 4) {
      const slope = load<f32>(dy + i);
      const hat = (load<f32>(x + i) - mean) * inverse;
      const g = slope * load<f32>(gamma + i);
      sum += g;
      along += g * hat;
      store<f32>(dgamma + i, load<f32>(dgamma + i) + slope * hat);
      store<f32>(dbeta + i, load<f32>(dbeta + i) + slope);
    }
    sum /= <f32>width;
    along /= <f32>width;
    const a = f32x4.splat(sum);
    const b = f32x4.splat(along);
    for (i = 0; i + 16 <= bytes; i += 16) {
      const hat = f32x4.mul(f32x4.sub(v128.load(x + i), m), inv);
      const g = f32x4.mul(v128.load(dy + i), v128.load(gamma + i));
      v128.store(dx + i, f32x4.mul(f32x4.sub(f32x4.sub(g, a), f32x4.mul(hat, b)), inv));
    }
    for (; i < bytes; i += 4) {
      const hat = (load<f32>(x + i) - mean) * inverse;
      store<f32>(dx + i, (load<f32>(dy + i) * load<f32>(gamma + i) - sum - hat * along) * inverse);
    }
  }
}
