import { beforeAll, beforeEach, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { sumOf } from '../../../src/train/step/observation.ts';
import { distance, numbers, type SimdMemory, simdMemory } from './simd-memory.ts';

// Passes over rows, batch norm + GELU, losses and the optimiser against float64.

const CLOSE = 1e-5;

let memory: SimdMemory;
beforeAll(async () => {
  memory = await simdMemory();
});
beforeEach(() => memory.clear());

const table = (count: number, value: (i: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => value(i));

/** erf(x) = 2/√π e^-x² Σ 2^n x^(2n+1)/(2n+1)!!, whose terms are all of one sign. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 400; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
const cdf = (u: number) => 0.5 * (1 + erf(u * Math.SQRT1_2));
const gelu = (u: number) => u * cdf(u);
const geluSlope = (u: number) => cdf(u) + (u * Math.exp(-0.5 * u * u)) / Math.sqrt(2 * Math.PI);

test('GELU and its derivative have errors below 1e-6 everywhere', () => {
  const { kernels, put, room, floats } = memory;
  const u = Float32Array.from({ length: 24_001 }, (_, i) => -12 + i / 1000);
  const C = u.length;
  const [x, one, zero, y, dx] = [put(u), put(u.map(() => 1)), put(u.map(() => 0)), room(C), room(C)];
  const [sums, along] = [room(2 * C), room(2 * C)];
  kernels.activate(x, 1, C, one, zero, y, true);
  kernels.activateBack(one, x, 1, C, one, zero, one, zero, dx, sums, along, true);
  const worst = (found: Float32Array, exact: (u: number) => number) =>
    u.reduce((most, value, i) => Math.max(most, Math.abs(found[i] - exact(value))), 0);
  expect(worst(floats(y, C), gelu)).toBeLessThan(1e-6);
  expect(worst(floats(dx, C), geluSlope)).toBeLessThan(1e-6);
});

for (const [rows, C] of [
  [1, 1],
  [5, 3],
  [32, 4],
  [70, 13],
  [33, 256],
] as const) {
  test(`moments of ${rows} x ${C}, far from zero`, () => {
    const { kernels, put, room, floats, bytes } = memory;
    const x = numbers(rows * C, 1).map((value) => value + 100);
    const mean = table(C, (c) => sum(rows, (r) => x[r * C + c]) / rows);
    const variance = table(C, (c) => sum(rows, (r) => (x[r * C + c] - mean[c]) ** 2) / rows);
    const [meanAt, varianceAt] = [room(C), room(C)];
    kernels.moments(put(x), rows, C, meanAt, varianceAt, bytes(16 * C));
    expect(distance(floats(meanAt, C), mean)).toBeLessThan(CLOSE);
    expect(distance(floats(varianceAt, C), variance)).toBeLessThan(CLOSE);
  });

  for (const withGelu of [false, true])
    test(`activate ${rows} x ${C}${withGelu ? ' with GELU' : ''}, and both backward passes`, () => {
      const { kernels, put, room, floats, doubles } = memory;
      const [x, dy] = [numbers(rows * C, 1), numbers(rows * C, 2)];
      const [scale, shift, inverse, centre] = [3, 4, 5, 6].map((seed) => numbers(C, seed));
      const [xAt, scaleAt, shiftAt] = [put(x), put(scale), put(shift)];
      const at = (i: number) => i % C;
      const u = table(rows * C, (i) => x[i] * scale[at(i)] + shift[at(i)]);
      const yAt = room(rows * C);
      kernels.activate(xAt, rows, C, scaleAt, shiftAt, yAt, withGelu);
      expect(distance(floats(yAt, rows * C), withGelu ? u.map(gelu) : u)).toBeLessThan(CLOSE);

      const du = table(rows * C, (i) => dy[i] * (withGelu ? geluSlope(u[i]) : 1));
      const hat = (i: number) => x[i] * inverse[at(i)] + centre[at(i)];
      const [dxAt, sumsAt, alongAt] = [room(rows * C), room(2 * C), room(2 * C)];
      const dyAt = put(dy);
      const [inverseAt, centreAt] = [put(inverse), put(centre)];
      kernels.activateBack(
        dyAt,
        xAt,
        rows,
        C,
        scaleAt,
        shiftAt,
        inverseAt,
        centreAt,
        dxAt,
        sumsAt,
        alongAt,
        withGelu,
      );
      expect(distance(floats(dxAt, rows * C), du)).toBeLessThan(CLOSE);
      expect(
        distance(
          doubles(sumsAt, C),
          table(C, (c) => sum(rows, (r) => du[r * C + c])),
        ),
      ).toBeLessThan(CLOSE);
      const along = table(C, (c) => sum(rows, (r) => du[r * C + c] * hat(r * C + c)));
      expect(distance(doubles(alongAt, C), along)).toBeLessThan(CLOSE);

      kernels.combine(xAt, rows, C, scaleAt, shiftAt, inverseAt, dxAt);
      const dx = table(rows * C, (i) => du[i] * scale[at(i)] + x[i] * shift[at(i)] + inverse[at(i)]);
      expect(distance(floats(dxAt, rows * C), dx)).toBeLessThan(CLOSE);
    });

  test(`unit rows of ${rows} x ${C}, and their gradient`, () => {
    const { kernels, put, room, floats } = memory;
    const [x, dy] = [numbers(rows * C, 1), numbers(rows * C, 2)];
    const row = (i: number) => Math.floor(i / C);
    const norms = table(rows, (r) => Math.sqrt(sum(C, (c) => x[r * C + c] ** 2)));
    const y = table(rows * C, (i) => x[i] / norms[row(i)]);
    const along = table(rows, (r) => sum(C, (c) => dy[r * C + c] * y[r * C + c]));
    const [yAt, normsAt, dxAt] = [room(rows * C), room(rows), room(rows * C)];
    kernels.normaliseRows(put(x), rows, C, yAt, normsAt);
    kernels.normaliseRowsBack(put(dy), yAt, normsAt, rows, C, dxAt);
    expect(distance(floats(yAt, rows * C), y)).toBeLessThan(CLOSE);
    expect(distance(floats(normsAt, rows), norms)).toBeLessThan(CLOSE);
    // a row of one is all direction: what is left of its slope is rounding
    const dx = table(rows * C, (i) => (dy[i] - y[i] * along[row(i)]) / norms[row(i)]);
    const scale = dy.reduce((most, value, i) => Math.max(most, Math.abs(value / norms[row(i)])), 0);
    floats(dxAt, rows * C).forEach((value, i) => {
      expect(Math.abs(value - dx[i]) / scale).toBeLessThan(CLOSE);
    });
  });

  test(`sums and copies of the rows of ${rows} x ${C}`, () => {
    const { kernels, put, room, floats } = memory;
    const x = numbers(rows * C, 1);
    const xAt = put(x);
    const [summed, spread] = [room(C), room(rows * C)];
    kernels.sumRows(xAt, rows, C, 0.25, summed);
    const expected = table(C, (c) => 0.25 * sum(rows, (r) => x[r * C + c]));
    expect(distance(floats(summed, C), expected)).toBeLessThan(CLOSE);
    kernels.spreadRow(xAt, rows, C, 0.5, spread);
    expect(
      distance(
        floats(spread, rows * C),
        table(rows * C, (i) => 0.5 * x[i % C]),
      ),
    ).toBeLessThan(CLOSE);
  });
}

test('a row of zeros stays zero when rows are normalised', () => {
  const { kernels, put, room, floats } = memory;
  const [y, norms] = [room(6), room(1)];
  kernels.normaliseRows(put(new Float32Array(6)), 1, 6, y, norms);
  expect(Array.from(floats(y, 6))).toEqual([0, 0, 0, 0, 0, 0]);
  expect(floats(norms, 1)[0]).toBeCloseTo(1e-12, 18);
});

for (const [rows, K, inverse] of [
  [1, 1, 1],
  [6, 11, 10],
  [4, 512, 0.5],
  [3, 7, 300], // beyond the range of the exponential
] as const)
  test(`cross-entropy of ${rows} x ${K} at temperature 1/${inverse}`, () => {
    const { kernels, put, room, floats } = memory;
    const s = numbers(rows * K, 1);
    const q = numbers(rows * K, 2).map((value) => value * value);
    const [lossesAt, slopeAt] = [room(rows), room(rows * K)];
    const weight = 0.5;
    kernels.crossEntropy(put(q), put(s), rows, K, inverse, weight, lossesAt, slopeAt);
    const found = sumOf(floats(lossesAt, rows)) / weight;
    let loss = 0;
    const slope: number[] = [];
    rowsOf(s, K).forEach((row, r) => {
      const logits = row.map((value) => value * inverse);
      const top = Math.max(...logits);
      const log = top + Math.log(logits.reduce((total, value) => total + Math.exp(value - top), 0));
      const target = rowsOf(q, K)[r];
      const mass = target.reduce((a, b) => a + b, 0);
      softmaxOf(logits).forEach((p, k) => {
        loss += target[k] * (log - logits[k]);
        slope.push((p * mass - target[k]) * inverse);
      });
    });
    expect(Math.abs(found - loss)).toBeLessThan(CLOSE * Math.max(1, Math.abs(loss)));
    const scale = inverse * Math.max(...q);
    floats(slopeAt, rows * K).forEach((value, i) => {
      expect(Math.abs(value / weight - slope[i]) / scale).toBeLessThan(CLOSE);
    });
  });

for (const [rows, K, N] of [
  [2, 3, 3],
  [6, 20, 5],
  [8, 64, 16],
] as const)
  test(`block consistency of ${rows} x ${K} in blocks of ${N}`, () => {
    const { kernels, put, putIntegers, room, floats, doubles, bytes } = memory;
    const [student, teacher] = [numbers(rows * K, 1), numbers(rows * K, 2)];
    const order = random(3).permutation(K);
    const [terms, slopeAt] = [bytes(16), room(rows * K)];
    const [studentAt, teacherAt, orderAt] = [put(student), put(teacher), putIntegers(order)];
    const scratch = bytes(kernels.blockScratch(rows, K));
    const run = () => {
      kernels.blockConsistency(studentAt, teacherAt, orderAt, rows, K, N, 1, terms, slopeAt, scratch);
      return Array.from(doubles(terms, 2));
    };
    const [consistency, kl] = run();
    const exact = blockLoss(student, teacher, order, rows, K, N);
    expect(Math.abs(consistency - exact.consistency)).toBeLessThan(CLOSE * exact.consistency);
    expect(Math.abs(kl - exact.kl)).toBeLessThan(CLOSE);
    // the slope by central differences of the float64 loss
    const slope = table(rows * K, (i) => {
      const h = 1e-5;
      const moved = (by: number) => {
        const scores = Float64Array.from(student);
        scores[i] += by;
        const found = blockLoss(scores, teacher, order, rows, K, N);
        return found.consistency + found.kl;
      };
      return (moved(h) - moved(-h)) / (2 * h);
    });
    expect(distance(floats(slopeAt, rows * K), slope)).toBeLessThan(CLOSE);

    floats(studentAt, 1)[0] = Number.NaN;
    expect(run()).toEqual([Number.NaN, Number.NaN]);
  });

test('optimiser step on segments with different rates', () => {
  const { kernels, put, putIntegers, room, floats } = memory;
  const runs = 5;
  const size = runs * 64;
  const blocks = [0, 0, 1, 2, 2]; // the middle one a running statistic
  const [p, m, t, g] = [1, 2, 3, 4].map((seed) => numbers(size, seed));
  const v = numbers(size, 5).map((value) => value * value);
  const rows = [
    [0.01, 0.999, 0, 0.5],
    [0, 1, 1, 1],
    [0.1, 1, 0, 1],
  ];
  const [beta1, beta2, eps, spread, momentum, running] = [0.9, 0.99, 1e-8, 1.7, 0.996, 0.1];
  const out = room(4 * size);
  const pack = put([...p, ...m, ...v, ...t]);
  const [gAt, blocksAt] = [put(g), putIntegers(blocks)];
  kernels.adamw(
    pack,
    gAt,
    runs,
    blocksAt,
    put(rows.flat()),
    out,
    beta1,
    beta2,
    eps,
    spread,
    momentum,
    running,
  );
  const expected = new Float64Array(4 * size);
  for (let i = 0; i < size; i++) {
    const [rate, keep, statistic, scale] = rows[blocks[Math.floor(i / 64)]];
    const slope = g[i] * scale;
    const mean = statistic ? 0 : beta1 * m[i] + (1 - beta1) * slope;
    const square = statistic ? 0 : beta2 * v[i] + (1 - beta2) * slope * slope;
    const next = statistic
      ? (1 - running) * p[i] + running * g[i]
      : p[i] * keep - (mean * rate) / (Math.sqrt(square) * spread + eps);
    expected[i] = next;
    expected[size + i] = mean;
    expected[2 * size + i] = square;
    expected[3 * size + i] = statistic ? next : momentum * t[i] + (1 - momentum) * next;
  }
  for (let section = 0; section < 4; section++) {
    const found = floats(out + section * size * 4, size);
    expect(distance(found, expected.subarray(section * size, (section + 1) * size))).toBeLessThan(CLOSE);
  }

  const squares = room(runs);
  kernels.squaredNorms(gAt, runs, squares);
  const exact = table(runs, (run) => sum(64, (i) => g[64 * run + i] ** 2));
  expect(distance(floats(squares, runs), exact)).toBeLessThan(CLOSE);
});

function sum(count: number, value: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += value(i);
  return total;
}

function rowsOf(x: ArrayLike<number>, width: number): number[][] {
  const all = Array.from(x);
  return Array.from({ length: all.length / width }, (_, r) => all.slice(r * width, (r + 1) * width));
}

function softmaxOf(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const weights = logits.map((value) => Math.exp(value - top));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((value) => value / total);
}

/** CARP's terms in float64; see math/block-consistency.ts. */
function blockLoss(
  student: ArrayLike<number>,
  teacher: ArrayLike<number>,
  order: Int32Array,
  rows: number,
  K: number,
  N: number,
): { consistency: number; kl: number } {
  const blocks = K / N;
  const shares = (scores: ArrayLike<number>) =>
    rowsOf(scores, K).map((row) =>
      rowsOf(
        Array.from(order, (k) => row[k]),
        N,
      ).map(softmaxOf),
    );
  const [p, q] = [shares(student), shares(teacher)];
  let consistency = 0;
  let kl = 0;
  for (let b = 0; b < blocks; b++) {
    for (let r = 0; r < rows; r++) {
      const other = q[(r + rows / 2) % rows][b];
      consistency -= Math.log(sum(N, (k) => p[r][b][k] * other[k])) / (rows * blocks);
    }
    const mean = table(N, (k) => sum(rows, (r) => p[r][b][k] + q[r][b][k]) / (2 * rows));
    kl += (Math.log(N) + sum(N, (k) => mean[k] * Math.log(mean[k]))) / blocks;
  }
  return { consistency, kl };
}
