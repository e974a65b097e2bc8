import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { openSimd } from '../../../src/math/kernel/simd.ts';
import {
  BATCH_NORM_EPS,
  batchNorm,
  batchNormFixed,
  batchNormGrads,
} from '../../../src/math/layers/batch-norm.ts';
import { crossEntropy } from '../../../src/math/losses/cross-entropy.ts';
import { wasmFiles } from '../../../src/node/wasm-files.ts';
import { onBackend } from '../../backends.ts';

// The SIMD kernels against float64, closer than the comparison with float32 ops can look.

beforeAll(() => onBackend('wasm'));

const density = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(u) to 1e-12: Marsaglia's series, and the continued fraction of the tail. */
function cdf(u: number): number {
  const x = Math.abs(u);
  let tail: number;
  if (x < 4) {
    let term = x;
    let sum = x;
    for (let n = 3; term > 1e-18; n += 2) {
      term *= (x * x) / n;
      sum += term;
    }
    tail = 0.5 - density(x) * sum;
  } else {
    let fraction = x;
    for (let n = 60; n > 0; n--) fraction = x + n / fraction;
    tail = density(x) / fraction;
  }
  return u < 0 ? tail : 1 - tail;
}

const normals = (count: number, seed: number, scale = 1) => {
  const source = random(seed);
  return Float32Array.from({ length: count }, () => scale * source.normal());
};

describe('GELU', () => {
  test('has an error below 1e-6 max(1, |u|), from -12 to 12 and beyond', async () => {
    const inputs = Float32Array.from({ length: 4004 }, (_, i) =>
      i < 4000 ? (i - 2000) * 0.006 : 50 * (i - 4002),
    );
    const [count, C] = [inputs.length / 4, 4];
    const x = tf.tensor2d(inputs, [count, C]);
    const out = batchNormFixed(x, undefined, tf.zeros([C]), tf.fill([C], 1 - BATCH_NORM_EPS), true);
    const ours = await out.data();
    inputs.forEach((u, i) => {
      expect(Math.abs(ours[i] - u * cdf(u)), `at ${u}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(u)));
    });
  });

  test.each([6, 16])('has the gradient of float64 through batch norm of %i channels', async (C) => {
    const rows = 100;
    const [x, dy] = [normals(rows * C, 1, 2), normals(rows * C, 2)];
    const [gamma, beta] = [normals(C, 3), normals(C, 4)];
    const input = tf.tensor2d(x, [rows, C]);
    const affine = { gamma: tf.tensor1d(gamma), beta: tf.tensor1d(beta) };
    const out = batchNorm(input, 1, [affine], true);
    const ours = batchNormGrads(tf.tensor2d(dy, [rows, C]), input, out, 1, affine, true);
    const dx = await ours.x.data();
    const [mean, variance] = [await out.mean.data(), await out.variance.data()];
    let [worst, scale] = [0, 0];
    for (let c = 0; c < C; c++) {
      const column = Array.from({ length: rows }, (_, r) => x[r * C + c]);
      const m = column.reduce((a, b) => a + b) / rows;
      const v = column.reduce((a, b) => a + (b - m) ** 2, 0) / rows;
      expect(mean[c]).toBeCloseTo(m, 5);
      expect(variance[c] / v).toBeCloseTo(1, 5);
      const inverse = 1 / Math.sqrt(v + BATCH_NORM_EPS);
      const hat = column.map((value) => (value - m) * inverse);
      const du = hat.map((h, r) => {
        const u = gamma[c] * h + beta[c];
        return dy[r * C + c] * (cdf(u) + u * density(u));
      });
      const sum = du.reduce((a, b) => a + b);
      const along = du.reduce((a, value, r) => a + value * hat[r], 0);
      for (let r = 0; r < rows; r++) {
        const exact = gamma[c] * inverse * (du[r] - sum / rows - (hat[r] * along) / rows);
        worst = Math.max(worst, Math.abs(dx[r * C + c] - exact));
        scale = Math.max(scale, Math.abs(exact));
      }
    }
    expect(worst / scale).toBeLessThan(3e-6);
  });
});

test.each([7, 64, 515])(
  'cross-entropy over %i classes equals float64, far-out scores included',
  async (K) => {
    const rows = 5;
    const scores = normals(rows * K, 1, 8);
    const targets = Float32Array.from({ length: rows * K }, (_, i) => (i % 3) / K);
    const [q, s] = [tf.tensor2d(targets, [rows, K]), tf.tensor2d(scores, [rows, K])];
    const found = crossEntropy(q, s, 0.1, 1);
    const ours = await found.slope.data();
    let loss = 0;
    for (let r = 0; r < rows; r++) {
      const row = Array.from(scores.subarray(r * K, (r + 1) * K), (score) => score / 0.1);
      const top = Math.max(...row);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
      const mass = targets.subarray(r * K, (r + 1) * K).reduce((a, b) => a + b, 0);
      row.forEach((logit, k) => {
        const target = targets[r * K + k];
        loss -= target * (logit - top - Math.log(total));
        const exact = ((Math.exp(logit - top) / total) * mass - target) / 0.1;
        expect(Math.abs(ours[r * K + k] - exact)).toBeLessThan(2e-5);
      });
    }
    expect((await tf.sum(found.losses).data())[0] / loss).toBeCloseTo(1, 5);
  },
);

test('scratch beyond 2 GiB has an unsigned address', async () => {
  const backend = tf.backend() as BackendWasm;
  const simd = await openSimd(backend, wasmFiles().kernels);
  // what the allocator answers there, read as a signed number
  const malloc = vi.spyOn(backend.wasm as typeof backend.wasm & { _malloc(): number }, '_malloc');
  malloc.mockReturnValue(-1_876_188_925);
  expect(simd?.scratch(8)).toBe(2 ** 32 - 1_876_188_912);
  malloc.mockRestore();
});
