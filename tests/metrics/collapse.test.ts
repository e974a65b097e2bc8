import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { random } from '../../src/base/random.ts';
import { collapse, uniquePrototypes } from '../../src/metrics/collapse.ts';
import { uniformity } from '../../src/metrics/uniformity.ts';
import { official } from '../oracle/official.ts';
import { clustered } from './clustered.ts';

/** Definition 2.1 word for word, one ε at a time. */
function literal(
  prototypes: Float32Array,
  K: number,
  D: number,
  epsilon: number,
  members?: Uint8Array,
): number {
  const unit: number[][] = [];
  for (let k = 0; k < K; k++) {
    const row = Array.from(prototypes.subarray(k * D, k * D + D));
    const norm = Math.hypot(...row);
    if (norm > 0 && Number.isFinite(norm) && (!members || members[k])) unit.push(row.map((x) => x / norm));
  }
  const covered = unit.map(() => false);
  let count = 0;
  unit.forEach((x, i) => {
    if (covered[i]) return;
    count++;
    unit.forEach((y, j) => {
      if (1 - x.reduce((sum, value, d) => sum + value * y[d], 0) < epsilon) covered[j] = true;
    });
  });
  return count;
}

describe('unique prototypes', () => {
  const oracle = official('unique_prototypes');
  const prototypes = Float32Array.from(oracle.list('prototypes'));
  const K = oracle.rows('prototypes');
  const D = prototypes.length / K;

  test('equal the oracle', () => {
    const found = uniquePrototypes(prototypes, K, D, oracle.list('eps'));
    expect(found).toEqual({ unique: oracle.list('unique'), dead: 0 });
  });

  test('equal the definition across tile borders, for all and for members', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 150 }), (seed, count) => {
        const rows = clustered(seed, count, 5);
        const source = random(seed).fork('members');
        const members = Uint8Array.from({ length: count }, () => source.below(2));
        const all = new Uint8Array(count).fill(1);
        const found = collapse(rows, count, 5, EPSILONS, [members, all]);
        expect(found.unique).toEqual(EPSILONS.map((epsilon) => literal(rows, count, 5, epsilon)));
        expect(found.among).toEqual([
          EPSILONS.map((epsilon) => literal(rows, count, 5, epsilon, members)),
          found.unique,
        ]);
        expect(found.uniformity).toBe(uniformity(rows, count, 5));
      }),
      { numRuns: 30 },
    );
  });

  test('are the same from known cosines, with and without dead rows', () => {
    for (const count of [1, 63, 64, 150]) {
      const rows = clustered(count, count, 5);
      if (count > 10) rows.fill(0, 5 * 5, 6 * 5);
      const unit = Array.from({ length: count }, (_, k) => {
        const row = Array.from(rows.subarray(k * 5, k * 5 + 5));
        return row.map((x) => x / (Math.hypot(...row) || 1));
      });
      const cosines = Float32Array.from({ length: count * count }, (_, at) => {
        const [x, y] = [unit[Math.floor(at / count)], unit[at % count]];
        return x.reduce((sum, value, d) => sum + value * y[d], 0);
      });
      const members = Uint8Array.from({ length: count }, (_, k) => k % 3 && 1);
      const { uniformity: spread, ...counted } = collapse(rows, count, 5, EPSILONS, [members], cosines);
      const { uniformity: exact, ...expected } = collapse(rows, count, 5, EPSILONS, [members]);
      expect(counted).toEqual(expected);
      expect(spread).toBeCloseTo(exact, 6);
    }
  });

  test('compare strictly, and do not depend on norms', () => {
    // At right angles 1 - cos is 1 exactly.
    const rows = Float32Array.from([1, 0, 0, 3]);
    expect(uniquePrototypes(rows, 2, 2, [1, 1.0001]).unique).toEqual([2, 1]);
  });

  test('count duplicates of any norm once, despite float32 rounding', () => {
    const source = random(4);
    const one = Array.from({ length: 128 }, () => source.normal());
    const rows = Float32Array.from({ length: 512 * 128 }, (_, i) => one[i % 128] * (1 + (i >> 7)));
    expect(uniquePrototypes(rows, 512, 128, [1e-9, ...EPSILONS]).unique).toEqual(new Array(9).fill(1));
  });

  test('leave dead prototypes out, which have a count of their own', () => {
    const rows = Float32Array.from([1, 0, 0, 0, NaN, 1, Infinity, 1, 0, 1, 0, 0]);
    expect(uniquePrototypes(rows, 6, 2, [0.5])).toEqual({ unique: [2], dead: 4 });
    const all = uniquePrototypes(new Float32Array(495 * 8), 495, 8, EPSILONS);
    expect(all).toEqual({ unique: new Array(8).fill(0), dead: 495 });
  });

  test('are none among no members', () => {
    expect(uniquePrototypes(prototypes, K, D, [0.1], new Uint8Array(K)).unique).toEqual([0]);
  });

  test('refuse sizes that do not match', () => {
    expect(() => uniquePrototypes(prototypes, K + 1, D, [0.1])).toThrow(/prototype values/);
    expect(() => uniquePrototypes(prototypes, K, D, [0.1], new Uint8Array(1))).toThrow(/membership flags/);
    expect(() => uniquePrototypes(prototypes, K, D, [0])).toThrow(/above 0/);
  });
});
