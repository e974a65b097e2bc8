import { beforeAll, beforeEach, expect, test } from 'vitest';
import { distance, numbers, type SimdMemory, simdMemory } from './simd-memory.ts';

// Matrix products and convolutions against float64 loops, at sizes that do and do not fill their tiles.

const CLOSE = 1e-5;

let memory: SimdMemory;
beforeAll(async () => {
  memory = await simdMemory();
});
beforeEach(() => memory.clear());

const SIZES = [
  [1, 1, 1],
  [4, 8, 16],
  [5, 7, 3],
  [13, 17, 9],
  [3, 9, 530], // deeper and wider than a packed block
  [6, 530, 515],
] as const;

for (const [rows, columns, depth] of SIZES)
  for (const [turnedA, turnedB] of [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])
    test(`gemm ${rows} x ${columns} x ${depth}${turnedA ? ', A transposed' : ''}${turnedB ? ', B transposed' : ''}`, () => {
      const { kernels, put, floats, bytes } = memory;
      const [a, b] = [numbers(rows * depth, 1), numbers(depth * columns, 2)];
      // C lies within wider rows, whose other columns belong to others
      const wide = columns + 3;
      const before = numbers(rows * wide, 3);
      const A = (i: number, k: number) => a[turnedA ? k * rows + i : i * depth + k];
      const B = (k: number, j: number) => b[turnedB ? j * depth + k : k * columns + j];
      const stridesA: [number, number] = turnedA ? [4, rows * 4] : [depth * 4, 4];
      const stridesB: [number, number] = turnedB ? [4, depth * 4] : [columns * 4, 4];
      const [at, bt, ct] = [put(a), put(b), put(before)];
      const scratch = bytes(kernels.gemmScratch());
      for (const add of [false, true]) {
        const expected = Float64Array.from(before);
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            let sum = add ? before[i * wide + j] : 0;
            for (let k = 0; k < depth; k++) sum += A(i, k) * B(k, j);
            expected[i * wide + j] = sum;
          }
        floats(ct, before.length).set(before);
        kernels.gemm(rows, columns, depth, at, ...stridesA, bt, ...stridesB, ct, wide * 4, add, scratch);
        expect(distance(floats(ct, before.length), expected)).toBeLessThan(CLOSE);
      }
    });

/** Calls `visit` with every pair of an input value and an output value that a weight joins: their places. */
function joined(
  [N, H, W, C, F]: readonly number[],
  visit: (x: number, y: number, w: number) => void,
): readonly [number, number] {
  const [OH, OW] = [Math.ceil(H / 2), Math.ceil(W / 2)];
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++)
        for (let fy = 0; fy < 3; fy++)
          for (let fx = 0; fx < 3; fx++) {
            const [iy, ix] = [2 * oy + fy - 1, 2 * ox + fx - 1];
            if (iy < 0 || iy >= H || ix < 0 || ix >= W) continue;
            for (let c = 0; c < C; c++)
              for (let f = 0; f < F; f++)
                visit(
                  ((n * H + iy) * W + ix) * C + c,
                  ((n * OH + oy) * OW + ox) * F + f,
                  ((fy * 3 + fx) * C + c) * F + f,
                );
          }
  return [N * H * W * C, N * OH * OW * F];
}

for (const size of [
  [1, 1, 1, 1, 1],
  [3, 7, 5, 1, 3],
  [2, 8, 6, 3, 5],
  [2, 9, 7, 4, 8],
  [3, 6, 10, 5, 12],
  [2, 7, 7, 16, 9],
  [30, 28, 28, 1, 16], // more images than a block holds
  [9, 14, 14, 16, 8],
] as const)
  test(`convolution of ${size.slice(0, 4).join(' x ')} to ${size[4]}, and its gradients`, () => {
    const { kernels, put, room, floats, bytes } = memory;
    const [N, H, W, C, F] = size;
    const weights = 9 * C * F;
    const [inputs, outputs] = joined(size, () => {});
    const [x, w, w2, dy] = [
      numbers(inputs, 1),
      numbers(weights, 2),
      numbers(weights, 3),
      numbers(outputs, 4),
    ];
    const y = new Float64Array(outputs);
    const y2 = new Float64Array(outputs);
    const dw = new Float64Array(weights);
    const dx = new Float64Array(inputs);
    joined(size, (i, o, k) => {
      y[o] += x[i] * w[k];
      y2[o] += x[i] * w2[k];
      dw[k] += x[i] * dy[o];
      dx[i] += dy[o] * w[k];
    });
    const [xAt, wAt, w2At, dyAt] = [put(x), put(w), put(w2), put(dy)];
    const [yAt, y2At, dwAt, dxAt] = [room(outputs), room(outputs), room(weights), room(inputs)];
    const scratch = bytes(kernels.convScratch(H, W, C, F));
    const beyond = put([7]); // behind the scratch
    kernels.conv(xAt, N, H, W, C, F, wAt, yAt, w2At, y2At, scratch);
    kernels.convFilterGradient(xAt, N, H, W, C, F, dyAt, dwAt, scratch);
    kernels.convInputGradient(dyAt, N, H, W, C, F, wAt, dxAt, scratch);
    expect(distance(floats(yAt, outputs), y)).toBeLessThan(CLOSE);
    expect(distance(floats(y2At, outputs), y2)).toBeLessThan(CLOSE);
    expect(distance(floats(dwAt, weights), dw)).toBeLessThan(CLOSE);
    expect(distance(floats(dxAt, inputs), dx)).toBeLessThan(CLOSE);
    expect(floats(beyond, 1)[0]).toBe(7);
    kernels.conv(xAt, N, H, W, C, F, w2At, yAt, 0, 0, scratch);
    expect(distance(floats(yAt, outputs), y2)).toBeLessThan(CLOSE);
  });
