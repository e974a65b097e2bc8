// Functions of four float32 lanes that all kernels share. No kernel has static data, because the memory belongs to
// TensorFlow.js.

/** a b + c. The relaxed build compiles this line to one fused instruction. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(c, f32x4.mul(a, b));
}

@inline
export function sum4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

@inline
export function max4(v: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max<f32>(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/**
 * e^x with a relative error of 2e-7, for x clamped to -87..88: 2^n e^r by Cephes' polynomial of expf. NaN stays NaN.
 * Adding 1.5 · 2^23 rounds to an integer and leaves it in the low bits. pmin and pmax are one instruction each.
 */
@inline
export function exp4(given: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(given, f32x4.splat(-87)), f32x4.splat(88));
  const shifted = madd(x, f32x4.splat(1.44269504088896341), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  // Estrin's scheme, because the terms of Horner's would wait for each other
  const square = f32x4.mul(r, r);
  const high = madd(r, f32x4.splat(1.9875691500e-4), f32x4.splat(1.3981999507e-3));
  const middle = madd(r, f32x4.splat(8.3334519073e-3), f32x4.splat(4.1665795894e-2));
  const low = madd(r, f32x4.splat(1.6666665459e-1), f32x4.splat(5.0000001201e-1));
  const rest = madd(madd(high, square, middle), square, low);
  const p = madd(rest, square, f32x4.add(r, f32x4.splat(1)));
  const power = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  return f32x4.mul(p, power);
}

@inline
export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** ln x with an error of 1e-9 for positive normal x: 2 artanh((m-1)/(m+1)) + e ln 2 with m in √½..√2. NaN stays NaN,
 *  so that divergence is seen. */
export function log1(x: f64): f64 {
  if (x != x) return x;
  const bits = reinterpret<u64>(x);
  let exponent = <i32>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const y = (m - 1) / (m + 1);
  const z = y * y;
  const series =
    1 + z * (1 / 3 + z * (1 / 5 + z * (1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13.0))))));
  return 2 * y * series + <f64>exponent * 0.6931471805599453;
}
