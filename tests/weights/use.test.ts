import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { poissonTail } from '../../src/metrics/agreement.ts';
import { type ImageArray, openImageArrays } from '../../src/weights/image-array.ts';
import { useOf } from '../../src/weights/use.ts';
import { fixture, packed, refusal } from '../formats/fixtures.ts';
import { npyFile, safetensors } from './files.ts';

const [K, D, N] = [40, 8, 500];
const chance = random(5);
const normals = (count: number) => Float32Array.from({ length: count }, () => chance.normal());
const prototypes = { values: normals(K * D), K, D };
const embeddings = normals(N * D);
const scores = Float32Array.from({ length: N * K }, (_, at) => {
  const [i, k] = [Math.floor(at / K), at % K];
  return cosine(embeddings.subarray(i * D, i * D + D), prototypes.values.subarray(k * D, k * D + D));
});

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** Index of the highest of each row of the scores, counted directly. */
const winners = Int32Array.from({ length: N }, (_, i) => {
  const row = Array.from(scores.subarray(i * K, i * K + K));
  return row.indexOf(Math.max(...row));
});

const opened = async (type: string, shape: readonly number[], data: ArrayBuffer): Promise<ImageArray> => {
  const [array] = await openImageArrays(npyFile(type, shape, data), 'a.npy');
  return array;
};

describe('an array of images', () => {
  test.each<readonly [string, string, readonly number[], ArrayBuffer, string]>([
    ['int32 indices', '<i4', [N], winners.slice().buffer, 'winners'],
    ['int64 indices [N, 1]', '<i8', [N, 1], BigInt64Array.from(winners, BigInt).buffer, 'winners'],
    ['uint8 indices', '|u1', [N], Uint8Array.from(winners).buffer, 'winners'],
    ['float indices', '<f4', [N], Float32Array.from(winners).buffer, 'winners'],
    ['scores', '<f4', [N, K], scores.buffer, 'scores'],
    ['one-hot assignments', '|b1', [N, K], oneHot().buffer, 'scores'],
    ['embeddings', '<f4', [N, D], embeddings.buffer, 'embeddings'],
    ['embeddings [1, N, D]', '<f4', [1, N, D], embeddings.buffer, 'embeddings'],
  ])('%s', async (_, type, shape, data, meaning) => {
    const array = await opened(type, shape, data);
    expect([array.N, array.meanings(K, D)]).toEqual([N, [meaning]]);
    const shares: number[] = [];
    const [first] = array.meanings(K, D);
    const found = await array.winners(first, prototypes, { onProgress: (share) => shares.push(share) });
    expect(found).toEqual(winners);
    expect(shares.at(-1)).toBe(1);
  });

  function oneHot(): Uint8Array<ArrayBuffer> {
    const rows = new Uint8Array(N * K);
    winners.forEach((k, i) => {
      rows[i * K + k] = 1;
    });
    return rows;
  }

  test('both views of an .npz', async () => {
    const files = { 'a.npy': fixture('prototypes_f32.npy'), 'b.npy': fixture('prototypes_f16.npy') };
    const arrays = await openImageArrays(packed(files, 9), 'views.npz');
    expect(arrays.map(({ key, N, columns }) => [key, N, columns])).toEqual([
      ['a', 512, 32],
      ['b', 512, 32],
    ]);
  });

  test('K = D leaves the meaning to the person, who decides the winners', async () => {
    const square = { values: Float32Array.of(0, 1, 1, 0), K: 2, D: 2 };
    const array = await opened('<f4', [2, 2], Float32Array.of(3, 1, 1, 3).buffer);
    expect(array.meanings(2, 2)).toEqual(['scores', 'embeddings']);
    expect(Array.from(await array.winners('scores', square))).toEqual([0, 1]);
    expect(Array.from(await array.winners('embeddings', square))).toEqual([1, 0]);
  });

  test('embeddings longer than one block, of many prototypes', async () => {
    const many = { values: normals(4099 * 64), K: 4099, D: 64 };
    // images are prototypes themselves, scaled: each is its own nearest
    const order = Int32Array.from({ length: 900 }, (_, i) => (i * 7) % 4099);
    const images = Float32Array.from({ length: 900 * 64 }, (_, at) => {
      const row = order[Math.floor(at / 64)];
      return 3 * many.values[row * 64 + (at % 64)];
    });
    const array = await opened('<f4', [900, 64], images.buffer);
    const shares: number[] = [];
    const found = await array.winners('embeddings', many, { onProgress: (share) => shares.push(share) });
    expect(found).toEqual(order);
    expect(shares.length).toBeGreaterThan(2);
    const [ending, reason] = [new AbortController(), new Error('enough')];
    const ended = array.winners('embeddings', many, {
      onProgress: () => ending.abort(reason),
      signal: ending.signal,
    });
    await expect(ended).rejects.toBe(reason);
  });

  test('dead prototypes are never the nearest', async () => {
    const values = Float32Array.of(0, 0, Number.NaN, 1, -1, 0, 1, 1, 0, 0);
    const array = await opened('<f4', [2, 2], Float32Array.of(-1, -5, 1, 0).buffer);
    expect(Array.from(await array.winners('embeddings', { values, K: 5, D: 2 }))).toEqual([2, 3]);
    const dead = { values: new Float32Array(10), K: 5, D: 2 };
    expect(await refusal(() => array.winners('embeddings', dead))).toMatch(/dead/);
  });

  test.each<readonly [string, string, readonly number[], ArrayBuffer, RegExp]>([
    ['an index beyond K', '<i4', [2], Int32Array.of(3, 40).buffer, /Image 1 has prototype 40.*0 to 39/],
    ['a negative index', '<i4', [2], Int32Array.of(-1, 3).buffer, /Image 0 has prototype -1/],
    ['half an index', '<f4', [1], Float32Array.of(0.5).buffer, /prototype 0\.5/],
    ['another width', '<f4', [2, 7], new ArrayBuffer(56), /\[2, 7\].*\[40, 8\]/],
    ['the transpose', '<f4', [40, 7], new ArrayBuffer(1120), /Transpose/],
    ['integer embeddings', '<i4', [2, 8], new ArrayBuffer(64), /\[2, 8\] of int32/],
    ['a zero embedding', '<f4', [2, 8], new ArrayBuffer(64), /Row 0 .*no direction/],
    ['scores that are no numbers', '<f4', [1, 40], new Float32Array(40).fill(Number.NaN).buffer, /Row 0/],
    ['no array of rows', '<f4', [2, 2, 2], new ArrayBuffer(32), /holds \[2, 2, 2\] of float32/],
    ['complex numbers', '<c8', [2], new ArrayBuffer(16), /of complex64/],
  ])('%s is refused', async (_, type, shape, data, message) => {
    const attempt = async () => {
      const array = await opened(type, shape, data);
      const [meaning] = array.meanings(K, D);
      await array.winners(meaning, prototypes);
    };
    expect(await refusal(attempt)).toMatch(message);
  });

  test('a meaning that does not fit is refused', async () => {
    const array = await opened('<f4', [N, K], scores.buffer);
    expect(await refusal(() => array.winners('embeddings', prototypes))).toMatch(/\[500, 40\]/);
  });

  test('arrays of any format open', async () => {
    const [array] = await openImageArrays(safetensors(['assignments'], [6, 4]), 'a');
    expect([array.key, array.N, array.columns]).toEqual(['assignments', 6, 4]);
  });
});

describe('use', () => {
  test('one array, against a direct count', () => {
    const skewed = Int32Array.from({ length: N }, () => Math.floor(12 * chance.uniform() ** 2));
    const use = useOf(skewed, K);
    const sizes = Array.from({ length: K }, (_, k) => skewed.filter((winner) => winner === k).length);
    const shares = sizes.filter((size) => size > 0).map((size) => size / N);
    const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0);
    expect(Array.from(use.sizes)).toEqual(sizes);
    expect(use.occupied).toBe(new Set(skewed).size / K);
    expect(use.used).toBe(use.occupied);
    expect(Array.from(use.members)).toEqual(sizes.map((size) => (size > 0 ? 1 : 0)));
    expect(use.perplexity).toBeCloseTo(Math.exp(entropy) / K, 10);
    expect(use.views).toBeUndefined();
  });

  test('two views, against a direct count', () => {
    // half of the images agree, on half of the prototypes
    const first = Int32Array.from({ length: N }, () => chance.below(K / 2));
    const second = first.map((k, i) => (i % 2 === 0 ? k : chance.below(K)));
    const { used, members, views, occupied } = useOf(first, K, second);
    const won = new Set([...first, ...second]);
    expect(used).toBe(won.size / K);
    expect(Array.from(members)).toEqual(Array.from({ length: K }, (_, k) => (won.has(k) ? 1 : 0)));
    expect(occupied).toBe(new Set(first).size / K);
    let [same, others] = [0, 0];
    for (let i = 0; i < N; i++)
      for (let j = 0; j < N; j++)
        if (first[i] === second[j]) {
          if (i === j) same++;
          else others++;
        }
    expect(views?.agreement).toBeCloseTo(same / N, 12);
    expect(views?.chance).toBeCloseTo(others / (N * (N - 1)), 12);
    const agreed = Array.from({ length: K }, (_, k) => {
      const [a, b] = [first, second].map((view) => view.filter((winner) => winner === k).length);
      const both = first.filter((winner, i) => winner === k && second[i] === k).length;
      return both > 0 && poissonTail(both, (a * b - both) / (N - 1)) < 0.001;
    });
    expect(views?.agreed).toBe(agreed.filter(Boolean).length / K);
    expect(agreed.some(Boolean)).toBe(true);
  });

  test('arrays that do not pair up are refused', async () => {
    const pair = (a: number, b: number) => async () => useOf(new Int32Array(a), K, new Int32Array(b));
    expect(await refusal(pair(3, 4))).toMatch(/3 and 4 images/);
    expect(await refusal(pair(1, 1))).toMatch(/One image/);
  });
});
