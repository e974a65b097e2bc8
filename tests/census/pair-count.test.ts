import { describe, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { type Random, random } from '../../src/base/random.ts';
import { estimateUnique } from '../../src/census/estimate.ts';
import { gpuStripe } from '../../src/census/gpu-stripe.ts';
import { liveTiles } from '../../src/census/live-tiles.ts';
import { localStripe } from '../../src/census/local-stripe.ts';
import { countPairs } from '../../src/census/pair-count.ts';
import { type FromStripe, remoteStripe, stripeServer } from '../../src/census/remote-stripe.ts';
import type { StripePort } from '../../src/census/stripe.ts';
import { compiledKernels } from '../../src/math/kernel/kernel-build.ts';
import { collapse } from '../../src/metrics/collapse.ts';
import { NOBODY } from '../../src/metrics/groups.ts';
import { nearestCosines } from '../../src/metrics/nearest.ts';
import { effectiveRank } from '../../src/metrics/rank.ts';
import { compileKernels } from '../../src/node/compile-kernels.ts';
import { whereItRuns } from '../where-it-runs.ts';

const module = await compiledKernels(compileKernels);
if (!module) throw new Error('Node has SIMD');
const kernels = module;
const rest = async () => {};

/** Stripes of each kind and number. */
const KINDS: readonly (readonly [string, () => StripePort[]])[] = [
  ['one stripe of kernels', () => [localStripe(module)]],
  ['three stripes of kernels', () => [localStripe(module), localStripe(module), localStripe(module)]],
  ['two plain stripes', () => [localStripe(undefined), localStripe(undefined)]],
  ['two stripes that answer by messages', () => [byMessages(), byMessages()]],
];

/** A stripe behind a message channel's worth of copies, as in a worker. */
function byMessages(): StripePort {
  const serve = stripeServer((message: FromStripe) =>
    queueMicrotask(() => port.heard(structuredClone(message))),
  );
  const port = remoteStripe({ post: (message) => void serve(message), terminate: () => {} }, module);
  return port;
}

/** Cosines that int16 cannot tell apart: another neighbour may be taken for the nearest. */
const NEAR = 1e-4;

/** Groups of copies with noise of very different sizes, rows of very different lengths. */
function clustered(source: Random, K: number, D: number, groups: number): Float32Array {
  const centres = Float32Array.from({ length: groups * D }, () => source.normal());
  const rows = new Float32Array(K * D);
  for (let k = 0; k < K; k++) {
    const group = source.below(groups);
    const length = Math.exp(8 * source.normal());
    const noise = 0.02 * Math.exp(3 * source.normal());
    for (let d = 0; d < D; d++) rows[k * D + d] = length * (centres[group * D + d] + noise * source.normal());
  }
  return rows;
}

/** Pairs whose 1 - cos is as near to an ε as float32 rows can be, in directions of their own. */
function atTheLimits(source: Random, D: number): Float32Array {
  const rows: number[] = [];
  EPSILONS.forEach((epsilon, e) => {
    for (let pair = 0; pair < 20; pair++) {
      const axis = 2 * (e * 20 + pair);
      const turn = Math.acos(1 - epsilon * (1 + (source.uniform() - 0.5) * 1e-6));
      const start = source.uniform();
      for (const angle of [start, start + turn]) {
        const row = new Array<number>(D).fill(0);
        row[axis] = Math.cos(angle);
        row[axis + 1] = Math.sin(angle);
        rows.push(...row);
      }
    }
  });
  return Float32Array.from(rows);
}

async function counted(rows: Float32Array, K: number, D: number, ports: readonly StripePort[]) {
  const live = await liveTiles(rows, K, D, rest);
  const shares: number[] = [];
  const found = await countPairs(live, D, {
    epsilons: EPSILONS,
    grid: EPSILONS.map((_, e) => e),
    ports,
    onProgress: (share) => shares.push(share),
    signal: undefined,
    rest,
  });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  return { ...found, live };
}

/** A device of Node's WebGPU, where there is a driver. */
async function device(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('whereItRuns asks for an adapter');
  return adapter.requestDevice();
}

describe('a count of all pairs on WebGPU', whereItRuns('webgpu'), () => {
  test.each([
    [700, 24, 60],
    [300, 7, 300],
  ])('gives what the kernels give: K %i, D %i, %i groups', async (K, D, groups) => {
    const rows = clustered(random(K), K, D, groups);
    rows.fill(0, 3 * D, 4 * D);
    const gpu = gpuStripe(await device(), kernels);
    const found = await counted(rows, K, D, [gpu]);
    gpu.close();
    const expected = await counted(rows, K, D, [localStripe(module)]);
    expect(found.unique).toEqual(expected.unique);
    expect(found.representatives).toEqual(expected.representatives);
    expect(found.uniformity).toBeCloseTo(expected.uniformity, 5);
    expect(found.rank).toBeCloseTo(expected.rank ?? Number.NaN, 3);
    found.nearest.forEach((cosine, k) => {
      if (Number.isNaN(cosine)) expect(expected.nearest[k]).toBeNaN();
      else expect(Math.abs(cosine - (expected.nearest[k] ?? 0))).toBeLessThan(NEAR);
    });
  });

  test('puts pairs at the very limit on the side of float64, also when all of them are', async () => {
    const D = 2 * 20 * EPSILONS.length;
    const some = atTheLimits(random(3), D);
    const gpu = gpuStripe(await device(), kernels, 256);
    expect((await counted(some, some.length / D, D, [gpu])).unique).toEqual(
      collapse(some, some.length / D, D, EPSILONS, []).unique,
    );
    // each row is as far from every other: more unsure pairs than there is room for at a time
    const K = 600;
    const side = Math.sqrt(0.01 / 0.99);
    const source = random(6);
    const all = new Float32Array(K * (K + 1));
    for (let k = 0; k < K; k++) {
      all[k * (K + 1)] = 1;
      all[k * (K + 1) + 1 + k] = side * (1 + 1e-6 * source.normal());
    }
    const { unique } = await counted(all, K, K + 1, [gpu]);
    gpu.close();
    expect(unique).toEqual(collapse(all, K, K + 1, EPSILONS, []).unique);
    expect(unique[2]).toBeGreaterThan(1);
    expect(unique[2]).toBeLessThan(K);
  });

  test('says that the device was lost', async () => {
    const own = await device();
    const gpu = gpuStripe(own, kernels);
    await gpu.open({ D: 4, capacity: 256, epsilons: [0.1], grid: [], mean: undefined });
    own.destroy();
    await own.lost;
    await expect(gpu.end()).rejects.toThrow('The GPU stopped');
  });
});

describe.each(KINDS)('a count of all pairs by %s', (_, stripes) => {
  test.each([
    [700, 24, 60],
    [513, 7, 513],
    [256, 33, 20],
    [5, 4, 2],
  ])('gives what float64 gives: K %i, D %i, %i groups', async (K, D, groups) => {
    const rows = clustered(random(K), K, D, groups);
    if (K > 5) {
      rows.fill(0, 3 * D, 4 * D);
      rows[9 * D] = Number.NaN;
    }
    const expected = collapse(rows, K, D, EPSILONS, []);
    const found = await counted(rows, K, D, stripes());
    expect(found.unique).toEqual(expected.unique);
    expect(found.live.dead.length).toBe(expected.dead);
    expect(Array.from(found.representatives)).toEqual(
      Array.from(expected.representatives, (of) => (of === NOBODY ? -1 : of)),
    );
    expect(found.uniformity).toBeCloseTo(expected.uniformity, 5);
    nearestCosines(rows, K, D).forEach((cosine, k) => {
      if (Number.isNaN(cosine)) expect(found.nearest[k]).toBeNaN();
      else {
        // the cosine of a real pair, and so never above the largest one
        expect(found.nearest[k]).toBeLessThan(cosine + 1e-6);
        expect(found.nearest[k]).toBeGreaterThan(cosine - NEAR);
      }
    });
  });

  test('puts a pair at the very limit on the side of float64', async () => {
    const D = 2 * 20 * EPSILONS.length;
    const rows = atTheLimits(random(3), D);
    const K = rows.length / D;
    const expected = collapse(rows, K, D, EPSILONS, []).unique;
    // some fall on each side
    expect(new Set(expected).size).toBeGreaterThan(EPSILONS.length / 2);
    expect((await counted(rows, K, D, stripes())).unique).toEqual(expected);
  });

  test('measures the effective rank of unit rows', async () => {
    const [K, D] = [600, 16];
    const rows = clustered(random(8), K, D, 200);
    const units = new Float32Array(K * D);
    for (let k = 0; k < K; k++) {
      const length = Math.hypot(...rows.subarray(k * D, k * D + D));
      for (let d = 0; d < D; d++) units[k * D + d] = rows[k * D + d] / length;
    }
    const { rank } = await counted(rows, K, D, stripes());
    expect(rank).toBeCloseTo(effectiveRank(units, K, D), 3);
  });
});

test('copies alone are one prototype of rank 0, and a matrix of dead rows has none', async () => {
  const copies = await counted(
    Float32Array.from({ length: 300 * 8 }, (_, i) => (i % 8) + 1),
    300,
    8,
    [localStripe(module)],
  );
  expect(copies.unique).toEqual(EPSILONS.map(() => 1));
  expect(copies.rank).toBe(0);
  expect(copies.uniformity).toBeCloseTo(0, 6);
  const dead = await counted(new Float32Array(300 * 8), 300, 8, [localStripe(module)]);
  expect(dead.unique).toEqual(EPSILONS.map(() => 0));
  expect(dead.live.dead.length).toBe(300);
});

test('a count ends with the signal’s reason, and the worker’s words where it stops', async () => {
  const rows = clustered(random(2), 2000, 8, 50);
  const live = await liveTiles(rows, 2000, 8, rest);
  const stop = new AbortController();
  const options = { epsilons: EPSILONS, grid: [], ports: [localStripe(module)], rest };
  const counting = countPairs(live, 8, {
    ...options,
    onProgress: () => stop.abort(new Error('enough')),
    signal: stop.signal,
  });
  await expect(counting).rejects.toThrow('enough');

  const lost = remoteStripe({ post: () => {}, terminate: () => {} }, undefined);
  const waiting = countPairs(live, 8, { ...options, ports: [lost], onProgress: () => {}, signal: undefined });
  lost.failed('It ran out of memory');
  await expect(waiting).rejects.toThrow('A worker that counts prototypes stopped. It ran out of memory.');
  await expect(lost.end()).rejects.toThrow('ran out of memory');
});

describe('an estimate of unique prototypes', () => {
  test('is within its error in nearly all of 20 matrices whose copies form groups', async () => {
    const D = 32;
    let within = 0;
    for (let seed = 0; seed < 20; seed++) {
      const source = random(seed);
      const K = 6000;
      // group sizes from one to hundreds
      const centres = Float32Array.from({ length: 1500 * D }, () => source.normal());
      const rows = new Float32Array(K * D);
      for (let k = 0; k < K; k++) {
        const group = Math.floor(1500 * source.uniform() ** 4);
        for (let d = 0; d < D; d++) rows[k * D + d] = centres[group * D + d] + 1e-4 * source.normal();
      }
      const live = await liveTiles(rows, K, D, rest);
      const epsilons = [0.01];
      const port = localStripe(module);
      const { unique, error, rows: sampled } = await estimateUnique(live, D, epsilons, [port], undefined);
      const exact = await countPairs(live, D, {
        epsilons,
        grid: [],
        ports: [port],
        onProgress: () => {},
        signal: undefined,
        rest,
      });
      expect(sampled).toBe(1024);
      expect(error[0]).toBeLessThan(0.05 * K);
      if (Math.abs(unique[0] - exact.unique[0]) <= error[0]) within++;
    }
    expect(within).toBeGreaterThanOrEqual(17);
  });

  test('of fewer rows than its sample is the count of groups, without error', async () => {
    const rows = clustered(random(4), 300, 16, 300);
    const live = await liveTiles(rows, 300, 16, rest);
    const { rows: sampled, error } = await estimateUnique(
      live,
      16,
      EPSILONS,
      [localStripe(module)],
      undefined,
    );
    expect(sampled).toBe(300);
    expect(error).toEqual(EPSILONS.map(() => 0));
  });
});
