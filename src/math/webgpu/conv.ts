import type { TensorInfo } from '@tensorflow/tfjs';
import { byGroup, type Gpu, type Program } from './gpu.ts';

// A 3 x 3 convolution of stride 2 and padding 1, channels last. Patches are read in place, tap by tap. Channels and
// filters go four at a time when they are multiples of four, else one by one.

/** Images [N, H, W, C] and F filters. */
export interface ConvShape {
  readonly N: number;
  readonly H: number;
  readonly W: number;
  readonly C: number;
  readonly F: number;
}

const half = (size: number) => Math.ceil(size / 2);
const times = (count: number) => Array.from({ length: count }, (_, i) => i);
const XYZW = 'xyzw';

/** The convolution of one or two networks, in one dispatch. Group g reads images from float fromX[g] and its kernel
 *  from float fromW[g]. Results are written one after the other, from float `to`. */
export function convolve(
  gpu: Gpu,
  { N, H, W, C, F }: ConvShape,
  places: { readonly fromX: readonly number[]; readonly fromW: readonly number[]; readonly to: number },
  { x, w, y }: { readonly x: TensorInfo; readonly w: TensorInfo; readonly y: TensorInfo },
): void {
  const [OH, OW] = [half(H), half(W)];
  const rows = N * OH * OW;
  const groups = places.fromX.length;
  const v = F % 4 === 0 && [...places.fromW, places.to].every((at) => at % 4 === 0) ? 4 : 1; // filters at a time
  const u = C % 4 === 0 && places.fromX.every((at) => at % 4 === 0) ? 4 : 1; // channels at a time
  const wide = v === 4 && F % 8 === 0 ? 2 : 1;
  const tall = 4;
  const across = Math.ceil(F / (v * wide));
  const down = Math.ceil(rows / tall);
  const threads = groups * across * down;
  const workgroup = gpu.software ? 16 : 64;
  const [I, J] = [times(tall), times(wide)];
  const [xs, ws] = [u === 4 ? 'vec4f' : 'f32', v === 4 ? 'vec4f' : 'f32'] as const;
  const pick = (bases: readonly number[], unit: number) => byGroup(bases.map((at) => at / unit));
  const program = (): Program => ({
    outputs: { y: ws },
    inputs: { x: xs, w: ws },
    workgroup,
    each: ['id', threads],
    body: `  let g = id / ${across * down}u;
  let row = (id / ${across}u % ${down}u) * ${tall}u;
  let column = (id % ${across}u) * ${wide}u;
  let X = ${pick(places.fromX, u)};
  let K = ${pick(places.fromW, v)};
  ${I.map((i) => `let r${i} = min(row + ${i}u, ${rows - 1}u); let n${i} = r${i} / ${OH * OW}u; let oy${i} = i32(r${i} / ${OW}u % ${OH}u) * 2 - 1; let ox${i} = i32(r${i} % ${OW}u) * 2 - 1;`).join('\n  ')}
  ${I.map((i) => J.map((j) => `var s${i}_${j} = ${ws}();`).join(' ')).join('\n  ')}
  for (var tap = 0u; tap < 9u; tap++) {
    let fy = i32(tap / 3u); let fx = i32(tap % 3u);
    ${I.map((i) => `let iy${i} = oy${i} + fy; let ix${i} = ox${i} + fx; let in${i} = iy${i} >= 0 && iy${i} < ${H} && ix${i} >= 0 && ix${i} < ${W}; let p${i} = X + select(0u, ((n${i} * ${H}u + u32(iy${i})) * ${W}u + u32(ix${i})) * ${C / u}u, in${i}); let m${i} = select(0.0, 1.0, in${i});`).join('\n    ')}
    for (var k = 0u; k < ${C / u}u; k++) {
      let kw = K + (tap * ${C}u + k * ${u}u) * ${F / v}u + column;
      ${times(u)
        .flatMap((q) => J.map((j) => `let b${q}_${j} = w[kw + ${(q * F) / v + j}u];`))
        .join(' ')}
      ${I.map(
        (i) =>
          `let a${i} = x[p${i} + k] * m${i}; ${times(u)
            .map((q) =>
              J.map(
                (j) =>
                  `s${i}_${j} = fma(${ws}(a${i}${u === 4 ? `.${XYZW[q]}` : ''}), b${q}_${j}, s${i}_${j});`,
              ).join(' '),
            )
            .join(' ')}`,
      ).join('\n      ')}
    }
  }
  let Y = ${places.to / v}u + g * ${(rows * F) / v}u;
  ${I.map((i) => `if (row + ${i}u < ${rows}u) { ${J.map((j) => `y[Y + r${i} * ${F / v}u + column + ${j}u] = s${i}_${j};`).join(' ')} }`).join('\n  ')}`,
  });
  gpu.run(
    `conv ${N} ${H} ${W} ${C} ${F} ${JSON.stringify(places)} ${gpu.software}`,
    program,
    [y, x, w],
    threads,
  );
}

/** dw in shares, [S, 3, 3, C, F], of images from float `fromX` and dy [N, H', W', F]. Each thread has one tap, some
 *  channels and filters, and a share of the rows. */
export function filterGradient(
  gpu: Gpu,
  { N, H, W, C, F }: ConvShape,
  fromX: number,
  x: TensorInfo,
  dy: TensorInfo,
): TensorInfo {
  const [OH, OW] = [half(H), half(W)];
  const rows = N * OH * OW;
  const u = C % 4 === 0 && fromX % 4 === 0 ? 4 : 1;
  const v = F % 4 === 0 ? 4 : 1;
  const wide = v === 4 && F % 8 === 0 ? 2 : 1;
  const across = Math.ceil(F / (v * wide));
  const down = 9 * (C / u);
  const chunks = Math.min(rows, gpu.software ? 4 : Math.max(1, Math.ceil(16384 / (across * down))));
  const each = Math.ceil(rows / chunks);
  const threads = across * down * chunks;
  const workgroup = gpu.software ? 16 : 64;
  const [xs, ws] = [u === 4 ? 'vec4f' : 'f32', v === 4 ? 'vec4f' : 'f32'] as const;
  const J = times(wide);
  const program = (): Program => ({
    outputs: { parts: ws },
    inputs: { x: xs, dy: ws },
    workgroup,
    each: ['id', threads],
    body: `  let column = (id % ${across}u) * ${wide}u;
  let place = id / ${across}u % ${down}u;
  let chunk = id / ${across * down}u;
  let tap = place / ${C / u}u; let c = place % ${C / u}u;
  let fy = i32(tap / 3u) - 1; let fx = i32(tap % 3u) - 1;
  ${times(u)
    .map((q) => J.map((j) => `var s${q}_${j} = ${ws}();`).join(' '))
    .join(' ')}
  let end = min(${rows}u, (chunk + 1u) * ${each}u);
  for (var r = chunk * ${each}u; r < end; r++) {
    let iy = i32(r / ${OW}u % ${OH}u) * 2 + fy; let ix = i32(r % ${OW}u) * 2 + fx;
    if (iy < 0 || iy >= ${H} || ix < 0 || ix >= ${W}) { continue; }
    let a = x[${fromX / u}u + ((r / ${OH * OW}u * ${H}u + u32(iy)) * ${W}u + u32(ix)) * ${C / u}u + c];
    ${J.map(
      (j) =>
        `let b${j} = dy[r * ${F / v}u + column + ${j}u]; ${times(u)
          .map((q) => `s${q}_${j} = fma(${ws}(a${u === 4 ? `.${XYZW[q]}` : ''}), b${j}, s${q}_${j});`)
          .join(' ')}`,
    ).join('\n    ')}
  }
  let base = chunk * ${(9 * C * F) / v}u + (tap * ${C}u + c * ${u}u) * ${F / v}u + column;
  ${times(u)
    .map((q) => J.map((j) => `parts[base + ${(q * F) / v + j}u] = s${q}_${j};`).join(' '))
    .join(' ')}`,
  });
  const parts = gpu.output([chunks, 3, 3, C, F]);
  gpu.run(`conv filter ${N} ${H} ${W} ${C} ${F} ${fromX} ${gpu.software}`, program, [parts, x, dy], threads);
  return parts;
}

/** dx [N, H, W, C] of dy and the kernel from float `fromW`. Each thread has some channels of four pixels in a line
 *  that lie two apart, because the same taps reach them. */
export function inputGradient(
  gpu: Gpu,
  { N, H, W, C, F }: ConvShape,
  fromW: number,
  dy: TensorInfo,
  w: TensorInfo,
): TensorInfo {
  const [OH, OW] = [half(H), half(W)];
  const v = F % 4 === 0 && fromW % 4 === 0 ? 4 : 1; // filters at a time
  const channels = C % 8 === 0 ? 8 : C % 4 === 0 ? 4 : 1;
  const runs = Math.ceil(half(W) / 4);
  const across = C / channels;
  const threads = N * H * 2 * runs * across;
  const workgroup = gpu.software ? 16 : 64;
  const type = v === 4 ? 'vec4f' : 'f32';
  const [P, L] = [times(4), times(channels)];
  const program = (): Program => ({
    outputs: { dx: 'f32' },
    inputs: { dy: type, w: type },
    workgroup,
    each: ['id', threads],
    body: `  let c = (id % ${across}u) * ${channels}u;
  let run = id / ${across}u % ${runs}u;
  let parity = id / ${across * runs}u % 2u;
  let y = i32(id / ${across * runs * 2}u % ${H}u);
  let n = id / ${across * runs * 2 * H}u;
  let first = i32(parity + 8u * run);
  ${P.map((p) => L.map((l) => `var s${p}_${l} = 0.0;`).join(' ')).join('\n  ')}
  for (var fy = (y + 1) % 2; fy < 3; fy += 2) {
    let oy = (y + 1 - fy) / 2;
    if (oy < 0 || oy >= ${OH}) { continue; }
    for (var fx = (first + 1) % 2; fx < 3; fx += 2) {
      let ox = (first + 1 - fx) / 2;
      ${P.map((p) => `let in${p} = ox + ${p} >= 0 && ox + ${p} < ${OW}; let m${p} = select(0.0, 1.0, in${p}); let d${p} = select(0u, ((n * ${OH}u + u32(oy)) * ${OW}u + u32(ox + ${p})) * ${F / v}u, in${p});`).join('\n      ')}
      let kw = ${fromW / v}u + (u32(fy * 3 + fx) * ${C}u + c) * ${F / v}u;
      for (var f = 0u; f < ${F / v}u; f++) {
        ${P.map((p) => `let g${p} = dy[d${p} + f] * m${p};`).join(' ')}
        ${L.map((l) => `{ let k = w[kw + ${(l * F) / v}u + f]; ${P.map((p) => `s${p}_${l} += ${v === 4 ? `dot(g${p}, k)` : `g${p} * k`};`).join(' ')} }`).join('\n        ')}
      }
    }
  }
  ${P.map((p) => `if (first + ${2 * p} < ${W}) { let at = ((n * ${H}u + u32(y)) * ${W}u + u32(first + ${2 * p})) * ${C}u + c; ${L.map((l) => `dx[at + ${l}u] = s${p}_${l};`).join(' ')} }`).join('\n  ')}`,
  });
  const dx = gpu.output([N, H, W, C]);
  gpu.run(`conv input ${N} ${H} ${W} ${C} ${F} ${fromW} ${gpu.software}`, program, [dx, dy, w], threads);
  return dx;
}
