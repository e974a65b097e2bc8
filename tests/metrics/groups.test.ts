import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { uniquePrototypes } from '../../src/metrics/collapse.ts';
import { prototypeGroups } from '../../src/metrics/groups.ts';
import { clustered, cosinesOf } from './clustered.ts';

/** Definition 2.1 word for word at one ε: who covered whom. */
function literal(cosines: Float64Array, K: number, epsilon: number): number[] {
  const by = new Array<number>(K).fill(-1);
  for (let i = 0; i < K; i++) {
    if (by[i] >= 0 || Number.isNaN(cosines[i * K + i])) continue;
    for (let j = 0; j < K; j++) if (by[j] < 0 && 1 - cosines[i * K + j] < epsilon) by[j] = i;
  }
  return by;
}

test('groups are those of the definition across tile borders, as many as unique prototypes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 150 }), (seed, K) => {
      const rows = clustered(seed, K, 5);
      if (K > 3) rows.fill(0, 10, 15);
      const groups = prototypeGroups(rows, K, 5, EPSILONS);
      const cosines = cosinesOf(rows, K, 5);
      const { unique } = uniquePrototypes(rows, K, 5, EPSILONS);
      EPSILONS.forEach((epsilon, e) => {
        const own = groups.subarray(e * K, (e + 1) * K);
        expect(Array.from(own)).toEqual(literal(cosines, K, epsilon));
        expect(new Set(own.filter((of) => of >= 0)).size).toBe(unique[e]);
        // a representative is its own
        for (const of of own) if (of >= 0) expect(own[of]).toBe(of);
      });
    }),
    { numRuns: 30 },
  );
});

test('groups are the same from known cosines', () => {
  const rows = clustered(3, 150, 5);
  rows.fill(Number.NaN, 35, 40);
  const known = Float32Array.from(cosinesOf(rows, 150, 5));
  expect(prototypeGroups(rows, 150, 5, EPSILONS, known)).toEqual(prototypeGroups(rows, 150, 5, EPSILONS));
});

test('a row goes to the first of two representatives, and the comparison is strict', () => {
  // at 0, 90 and 45 degrees: the third lies 1 - √½ from either
  const rows = Float32Array.from([1, 0, 0, 2, 1, 1]);
  expect(Array.from(prototypeGroups(rows, 3, 2, [0.3]))).toEqual([0, 1, 0]);
  expect(Array.from(prototypeGroups(rows, 3, 2, [1, 1.0001]))).toEqual([0, 1, 0, 0, 0, 0]);
});

test('refuses an ε of 0', () => {
  expect(() => prototypeGroups(Float32Array.of(1, 0), 1, 2, [0])).toThrow(/above 0/);
});
