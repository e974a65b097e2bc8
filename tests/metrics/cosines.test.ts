import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { cosineTiles, knownTiles, liveRows, TILE } from '../../src/metrics/cosines.ts';

const normals = (count: number, seed: number) => {
  const source = random(seed);
  return Float32Array.from({ length: count }, () => source.normal());
};

describe('live rows', () => {
  test('have unit length and their index, without zero and non-finite rows', () => {
    const rows = Float32Array.of(0, 4, 0, 0, Number.NaN, 1, Number.POSITIVE_INFINITY, 1, 0, -2);
    const { rows: found, index, dead } = liveRows(rows, 5, 2);
    expect(Array.from(found)).toEqual([0, 1, 0, -1]);
    expect(Array.from(index)).toEqual([0, 4]);
    expect(dead).toBe(3);
  });

  test('refuse sizes that do not match', () => {
    expect(() => liveRows(new Float32Array(5), 2, 3)).toThrow();
  });
});

describe('tiles', () => {
  const [K, D] = [2 * TILE + 9, 5];
  const prototypes = normals(K * D, 1);
  const units = liveRows(prototypes, K, D);
  const cosine = (i: number, j: number) => {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += units.rows[i * D + d] * units.rows[j * D + d];
    return sum;
  };

  /** Every pair with its cosine, and the tiles in the order of their visits. */
  function visited(fill?: Parameters<typeof cosineTiles>[2]) {
    const pairs = new Map<string, number>();
    const tiles: [number, number][] = [];
    cosineTiles(
      units,
      (tile, i0, i1, j0, j1) => {
        tiles.push([i0 / TILE, j0 / TILE]);
        for (let i = i0; i < i1; i++)
          for (let j = j0; j < Math.min(j1, i); j++) {
            if (pairs.has(`${i} ${j}`)) throw new Error(`${i} and ${j} came twice`);
            pairs.set(`${i} ${j}`, tile[(i - i0) * TILE + (j - j0)]);
          }
      },
      fill,
    );
    return { pairs, tiles };
  }

  test('have every pair once, in row order with the diagonal last', () => {
    const { pairs, tiles } = visited();
    expect(pairs.size).toBe((K * (K - 1)) / 2);
    const errors = [...pairs].map(([pair, value]) => {
      const [i, j] = pair.split(' ').map(Number);
      return Math.abs(value - cosine(i, j));
    });
    expect(Math.max(...errors)).toBeLessThan(1e-12);
    expect(tiles).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
  });

  test('are taken from known cosines, by the index of each live row', () => {
    const all = new Float32Array(K * K);
    for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) all[i * K + j] = i + j / 1024;
    const wrong = [...visited(knownTiles(units, all, K)).pairs].filter(([pair, value]) => {
      const [i, j] = pair.split(' ').map(Number);
      return value !== all[i * K + j];
    });
    expect(wrong).toEqual([]);
  });
});
