import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

// Batch norm and GELU without a barrier. One dispatch sums shares of the rows; the next adds the shares up and
// normalises the rows. Each thread has one channel. Few rows need no shares and only one dispatch.

export interface NormShape {
  readonly groups: number;
  /** Rows in a group. */
  readonly rows: number;
  readonly channels: number;
  readonly affine: boolean;
  readonly gelu: boolean;
  readonly eps: number;
}

/** Rows in a share. A group of up to FEW rows is one share. */
const EACH = 64;
const FEW = 256;

/** WGSL of GELU, `curve`, and of its slope. */
export const GELU_WGSL = `
// erf by Abramowitz & Stegun 7.1.26, 1.5e-7 at most
fn cdf(u: f32) -> f32 {
  let t = 1.0 / (1.0 + 0.23164189 * abs(u));
  let tail = 0.5 * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * exp(-0.5 * u * u);
  return select(tail, 1.0 - tail, u >= 0.0);
}
fn curve(u: f32) -> f32 { return u * cdf(u); }
fn slope(u: f32) -> f32 { return cdf(u) + u * 0.3989422804 * exp(-0.5 * u * u); }
`;

const eachOf = (rows: number) => (rows <= FEW ? rows : EACH);
const chunksOf = (rows: number) => Math.ceil(rows / eachOf(rows));
const keyOf = (name: string, shape: NormShape) => `${name} ${JSON.stringify(shape)}`;

/** Sums, and sums of squares, of differences from the group's first row, [chunks, groups, 2, channels]. */
function sums(gpu: Gpu, shape: NormShape, x: TensorInfo): TensorInfo {
  const { groups, rows, channels: C } = shape;
  const chunks = chunksOf(rows);
  const threads = chunks * groups * C;
  const program = (): Program => ({
    outputs: { sums: 'f32' },
    inputs: { x: 'f32' },
    workgroup: 64,
    each: ['id', threads],
    body: `  let c = id % ${C}u; let g = id / ${C}u % ${groups}u; let chunk = id / ${C * groups}u;
  let base = g * ${rows * C}u + c;
  let about = x[base];
  var s = 0.0; var q = 0.0;
  let end = min(${rows}u, (chunk + 1u) * ${eachOf(rows)}u);
  for (var r = chunk * ${eachOf(rows)}u; r < end; r++) { let v = x[base + r * ${C}u] - about; s += v; q = fma(v, v, q); }
  let at = (chunk * ${groups}u + g) * ${2 * C}u + c;
  sums[at] = s; sums[at + ${C}u] = q;`,
  });
  const out = gpu.output([chunks, groups, 2, C]);
  gpu.run(keyOf('norm sums', { ...shape, affine: false, gelu: false }), program, [out, x], threads);
  return out;
}

/** y, mean and variance, in one or two dispatches. `affine` has the scale and shift of each group. */
export function normalise(
  gpu: Gpu,
  shape: NormShape,
  x: TensorInfo,
  affine: readonly { readonly gamma: TensorInfo; readonly beta: TensorInfo }[],
  fullShape: readonly number[],
): TensorInfo[] {
  const { groups, rows, channels: C, eps, gelu } = shape;
  const chunks = chunksOf(rows);
  const parts = rows > FEW ? [sums(gpu, shape, x)] : [];
  const y = gpu.output(fullShape);
  const moments = gpu.outputs([
    [groups, C],
    [groups, C],
  ]);
  const threads = chunks * groups * C;
  const names = affine.map((_, g) => g);
  const program = (): Program => ({
    outputs: { y: 'f32', moments: 'f32' },
    inputs: {
      x: 'f32',
      ...(rows > FEW ? { sums: 'f32' as const } : {}),
      ...Object.fromEntries(
        names.flatMap((g) => [[`gamma${g}`, 'f32'] as const, [`beta${g}`, 'f32'] as const]),
      ),
    },
    workgroup: 64,
    functions: GELU_WGSL,
    each: ['id', threads],
    body: `  let c = id % ${C}u; let g = id / ${C}u % ${groups}u; let chunk = id / ${C * groups}u;
  let base = g * ${rows * C}u + c;
  var s = 0.0; var q = 0.0;
  ${
    rows > FEW
      ? `for (var i = 0u; i < ${chunks}u; i++) { let at = (i * ${groups}u + g) * ${2 * C}u + c; s += sums[at]; q += sums[at + ${C}u]; }`
      : `let about = x[base]; for (var r = 0u; r < ${rows}u; r++) { let d = x[base + r * ${C}u] - about; s += d; q = fma(d, d, q); }`
  }
  let shift = s * ${1 / rows};
  let m = x[base] + shift;
  let v = max(0.0, q * ${1 / rows} - shift * shift);
  if (chunk == 0u) { moments[g * ${C}u + c] = m; moments[${moments.at[1]}u + g * ${C}u + c] = v; }
  let inverse = inverseSqrt(v + ${eps});
  var gamma = 1.0; var beta = 0.0;
  ${names.map((g) => `if (g == ${g}u) { gamma = gamma${g}[c]; beta = beta${g}[c]; }`).join(' ')}
  let a = gamma * inverse; let b = beta - m * a;
  let end = min(${rows}u, (chunk + 1u) * ${eachOf(rows)}u);
  for (var r = chunk * ${eachOf(rows)}u; r < end; r++) {
    let u = x[base + r * ${C}u] * a + b;
    y[base + r * ${C}u] = ${gelu ? 'curve(u)' : 'u'};
  }`,
  });
  const weights = affine.flatMap(({ gamma, beta }) => [gamma, beta]);
  gpu.run(keyOf('norm', shape), program, [y, moments.all, x, ...parts, ...weights], threads);
  for (const part of parts) gpu.free(part);
  return [y, ...moments.views];
}

/** y from given statistics [C], in one dispatch. */
export function normaliseFixed(
  gpu: Gpu,
  shape: NormShape,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  affine: { readonly gamma: TensorInfo; readonly beta: TensorInfo } | undefined,
): TensorInfo {
  const { rows, channels: C, eps, gelu } = shape;
  const y = gpu.output(x.shape);
  const program = (): Program => ({
    outputs: { y: 'f32' },
    inputs: {
      x: 'f32',
      mean: 'f32',
      variance: 'f32',
      ...(affine ? ({ gamma: 'f32', beta: 'f32' } as const) : {}),
    },
    workgroup: 64,
    functions: GELU_WGSL,
    each: ['id', rows * C],
    body: `  let c = id % ${C}u;
  let hat = (x[id] - mean[c]) * inverseSqrt(variance[c] + ${eps});
  let u = ${affine ? 'hat * gamma[c] + beta[c]' : 'hat'};
  y[id] = ${gelu ? 'curve(u)' : 'u'};`,
  });
  const weights = affine ? [affine.gamma, affine.beta] : [];
  gpu.run(keyOf('norm fixed', shape), program, [y, x, mean, variance, ...weights], rows * C);
  return y;
}

/** dx of the last group and, with `affine`, its dgamma and dbeta, in one or two dispatches. */
export function normaliseBack(
  gpu: Gpu,
  shape: NormShape,
  dy: TensorInfo,
  x: TensorInfo,
  mean: TensorInfo,
  variance: TensorInfo,
  affine: { readonly gamma: TensorInfo; readonly beta: TensorInfo } | undefined,
): TensorInfo[] {
  const { groups, rows, channels: C, eps, gelu } = shape;
  const chunks = chunksOf(rows);
  const threads = chunks * C;
  const last = groups - 1;
  const weights = affine ? [affine.gamma, affine.beta] : [];
  const moments = together(gpu, mean, variance, groups * C);
  const inputs = {
    dy: 'f32',
    x: 'f32',
    moments: 'f32',
    ...(affine ? ({ gamma: 'f32', beta: 'f32' } as const) : {}),
  } as const;
  const head = `let c = id % ${C}u; let chunk = id / ${C}u;
  let X = ${last * rows * C}u + c;
  let m = moments[${moments.mean + last * C}u + c];
  let inverse = inverseSqrt(moments[${moments.variance + last * C}u + c] + ${eps});
  let gamma_c = ${affine ? 'gamma[c]' : '1.0'}; let beta_c = ${affine ? 'beta[c]' : '0.0'};
  let end = min(${rows}u, (chunk + 1u) * ${eachOf(rows)}u);`;
  const each = `let hat = (x[X + r * ${C}u] - m) * inverse;
    var du = dy[r * ${C}u + c];
    ${gelu ? 'du *= slope(hat * gamma_c + beta_c);' : ''}`;
  const summing = (): Program => ({
    outputs: { sums: 'f32' },
    inputs,
    workgroup: 64,
    functions: GELU_WGSL,
    each: ['id', threads],
    body: `  ${head}
  var s = 0.0; var t = 0.0;
  for (var r = chunk * ${eachOf(rows)}u; r < end; r++) {
    ${each}
    s += du; t = fma(du, hat, t);
  }
  sums[chunk * ${2 * C}u + c] = s; sums[chunk * ${2 * C}u + ${C}u + c] = t;
  ${affine ? '' : '_ = beta_c; _ = gamma_c;'}`,
  });
  const parts = rows > FEW ? [gpu.output([chunks, 2, C])] : [];
  const key = `${moments.mean} ${moments.variance}`;
  for (const part of parts)
    gpu.run(keyOf(`norm back sums ${key}`, shape), summing, [part, dy, x, moments.all, ...weights], threads);
  const dx = gpu.output(dy.shape);
  const slopes = affine ? gpu.outputs([[C], [C]]) : undefined;
  const applying = (): Program => ({
    outputs: { dx: 'f32', ...(slopes ? ({ slopes: 'f32' } as const) : {}) },
    inputs: { ...(rows > FEW ? { sums: 'f32' as const } : {}), ...inputs },
    workgroup: 64,
    functions: GELU_WGSL,
    each: ['id', threads],
    body: `  ${head}
  var s = 0.0; var t = 0.0;
  ${
    rows > FEW
      ? `for (var i = 0u; i < ${chunks}u; i++) { s += sums[i * ${2 * C}u + c]; t += sums[i * ${2 * C}u + ${C}u + c]; }`
      : `for (var r = 0u; r < ${rows}u; r++) { ${each} s += du; t = fma(du, hat, t); }`
  }
  ${slopes ? `if (chunk == 0u) { slopes[c] = t; slopes[${slopes.at[1]}u + c] = s; }` : ''}
  s *= ${1 / rows}; t *= ${1 / rows};
  let scale = gamma_c * inverse;
  for (var r = chunk * ${eachOf(rows)}u; r < end; r++) {
    ${each}
    dx[r * ${C}u + c] = scale * (du - s - hat * t);
  }
  ${affine ? '' : '_ = beta_c;'}`,
  });
  const outputs = slopes ? [dx, slopes.all] : [dx];
  const tensors = [...outputs, ...parts, dy, x, moments.all, ...weights];
  gpu.run(keyOf(`norm back ${key}`, shape), applying, tensors, threads);
  for (const part of parts) gpu.free(part);
  if (moments.made) gpu.free(moments.all);
  return [dx, ...(slopes?.views ?? [])];
}

/** Mean and variance in one buffer: that of `normalise`, or a new one with copies. */
function together(gpu: Gpu, mean: TensorInfo, variance: TensorInfo, size: number) {
  const [m, v] = [gpu.whole(mean), gpu.whole(variance)];
  if (m.tensor.dataId === v.tensor.dataId)
    return { all: m.tensor, mean: m.from, variance: v.from, made: false };
  const all = gpu.output([2 * size]);
  gpu.copy(all, [
    { from: mean, at: 0, size },
    { from: variance, at: size, size },
  ]);
  return { all, mean: 0, variance: size, made: true };
}
