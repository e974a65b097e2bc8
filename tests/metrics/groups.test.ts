import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { collapse, representativesOf } from '../../src/metrics/collapse.ts';
import { atEpsilon, groupLists, NOBODY, oneSince, othersOf, together } from '../../src/metrics/groups.ts';
import { clustered, cosinesOf } from './clustered.ts';

/** Definition 2.1 word for word at one ε: who covered whom. */
function literal(cosines: Float64Array, K: number, epsilon: number): number[] {
  const by = new Array<number>(K).fill(NOBODY);
  for (let i = 0; i < K; i++) {
    if (by[i] < NOBODY || Number.isNaN(cosines[i * K + i])) continue;
    for (let j = 0; j < K; j++) if (by[j] === NOBODY && 1 - cosines[i * K + j] < epsilon) by[j] = i;
  }
  return by;
}

test('representatives are those of the definition across tile borders, as many as unique prototypes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 150 }), (seed, K) => {
      const rows = clustered(seed, K, 5);
      if (K > 3) rows.fill(0, 10, 15);
      const { unique, representatives } = collapse(rows, K, 5, EPSILONS, []);
      expect(representativesOf(rows, K, 5, EPSILONS)).toEqual(representatives);
      const cosines = cosinesOf(rows, K, 5);
      EPSILONS.forEach((epsilon, e) => {
        const own = atEpsilon(representatives, e, EPSILONS.length);
        expect(Array.from(own)).toEqual(literal(cosines, K, epsilon));
        expect(groupLists(own)).toHaveLength(unique[e]);
        // a representative is its own
        for (const of of own) if (of < NOBODY) expect(own[of]).toBe(of);
      });
    }),
    { numRuns: 30 },
  );
});

test('representatives are the same from known cosines', () => {
  const rows = clustered(3, 150, 5);
  rows.fill(Number.NaN, 35, 40);
  const known = Float32Array.from(cosinesOf(rows, 150, 5));
  expect(representativesOf(rows, 150, 5, EPSILONS, known)).toEqual(representativesOf(rows, 150, 5, EPSILONS));
});

test('a row goes to the first of two representatives, and the comparison is strict', () => {
  // at 0, 90 and 45 degrees: the third lies 1 - √½ from either
  const rows = Float32Array.from([1, 0, 0, 2, 1, 1]);
  expect(Array.from(representativesOf(rows, 3, 2, [0.3]))).toEqual([0, 1, 0]);
  expect(Array.from(representativesOf(rows, 3, 2, [1, 1.0001]))).toEqual([0, 1, 0, 0, 0, 0]);
});

test('refuses an ε of 0, and more prototypes than two bytes can name', () => {
  expect(() => representativesOf(Float32Array.of(1, 0), 1, 2, [0])).toThrow(/above 0/);
  expect(() => representativesOf(new Float32Array(NOBODY + 1), NOBODY + 1, 1, [0.5])).toThrow(
    /65536 .* two bytes/,
  );
});

/** Seven prototypes: 0 and 4, 3 and 5 are duplicates, 2 is dead. */
const SEVEN = Uint16Array.of(0, 1, NOBODY, 3, 0, 3, 6);

test('groups are sorted by size and led by their representatives, without dead prototypes', () => {
  expect(groupLists(Uint16Array.of(0, 1, NOBODY, 3, 1, 3, 6))).toEqual([[1, 4], [3, 5], [0], [6]]);
  expect(groupLists(SEVEN)).toEqual([[0, 4], [3, 5], [1], [6]]);
  expect(groupLists(Uint16Array.of(NOBODY, NOBODY))).toEqual([]);
});

test('the others of a group are its members without the one asked for', () => {
  expect(othersOf(SEVEN, 4)).toEqual([0]);
  expect(othersOf(SEVEN, 0)).toEqual([4]);
  expect(othersOf(SEVEN, 1)).toEqual([]);
  // dead ones are no duplicates of each other
  expect(othersOf(Uint16Array.of(NOBODY, NOBODY), 0)).toEqual([]);
  expect(together(Uint16Array.of(NOBODY, NOBODY), 0, 1)).toBe(false);
  expect(together(SEVEN, 3, 5)).toBe(true);
  expect(together(SEVEN, 3, 4)).toBe(false);
});

test('two count as one from the report after the last at which they did not', () => {
  const of = (step: number, ...representatives: number[]) => ({
    step,
    representatives: Uint16Array.from(representatives),
  });
  const apart = of(5, 0, 1);
  const [at0, at10, at15] = [0, 10, 15].map((step) => of(step, 0, 0));
  expect(oneSince([at0, apart, at10, at15], 0, 1)).toEqual({ step: 10, earlier: false });
  // true at the first one known: it may have been so before
  expect(oneSince([at10, at15], 0, 1)).toEqual({ step: 10, earlier: true });
  expect(oneSince([at0, at10], 0, 1)).toEqual({ step: 0, earlier: false });
  expect(oneSince([at0, apart], 0, 1)).toBeUndefined();
  expect(oneSince([], 0, 1)).toBeUndefined();
});
