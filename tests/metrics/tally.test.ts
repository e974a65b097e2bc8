import { expect, test } from 'vitest';
import { collapse } from '../../src/metrics/collapse.ts';
import { Tally } from '../../src/metrics/tally.ts';
import { official } from '../oracle/official.ts';

const oracle = official('unique_prototypes');
const prototypes = Float32Array.from(oracle.list('prototypes'));
const K = oracle.rows('prototypes');
const D = prototypes.length / K;
const epsilons = oracle.list('eps');

/** Cosines of rows i0..i1 with rows j0..j1, [i1 - i0, j1 - j0]. */
function cosines(i0: number, i1: number, j0: number, j1: number): Float32Array {
  const unit = (k: number) => {
    const row = Array.from(prototypes.subarray(k * D, k * D + D));
    return row.map((x) => x / Math.hypot(...row));
  };
  const out: number[] = [];
  for (let i = i0; i < i1; i++)
    for (let j = j0; j < j1; j++)
      out.push(unit(i).reduce((sum, value, d) => sum + value * (unit(j)[d] as number), 0));
  return Float32Array.from(out);
}

test('one tile gives the numbers of the oracle', () => {
  const tally = new Tally(K, [new Uint8Array(K)], epsilons, 0);
  tally.settle(0, K, cosines(0, K, 0, K));
  const found = tally.collapse();
  expect(found.unique).toEqual(oracle.list('unique'));
  expect(found.among).toEqual([epsilons.map(() => 0)]);
  expect(found.uniformity).toBeCloseTo(oracle.number('uniformity_t2'), 6);
});

test('several tiles give the numbers of one', () => {
  const members = Uint8Array.from({ length: K }, (_, k) => (k % 3 === 0 ? 0 : 1));
  const expected = collapse(prototypes, K, D, epsilons, [members]);
  const half = K >> 1;
  const tally = new Tally(K, [members], epsilons, 5);
  tally.settle(0, half, cosines(0, half, 0, half));
  const found = new Float32Array(2 * (K - half));
  const across = cosines(half, K, 0, half);
  across.forEach((cosine, at) => {
    const [row, column] = [Math.floor(at / half), at % half];
    let bits = 0;
    epsilons.forEach((epsilon, e) => {
      if (1 - cosine < epsilon) bits |= (1 << e) | (1 << (e + epsilons.length));
    });
    found[2 * row] |= (tally.words[column] as number) & bits;
    found[2 * row + 1] += Math.exp(4 * cosine - 4);
  });
  tally.met(half, found);
  tally.settle(half, K - half, cosines(half, K, half, K));
  const { uniformity, ...counts } = tally.collapse();
  const { uniformity: spread, representatives: _, ...rest } = expected;
  expect(counts).toEqual({ ...rest, dead: 5 });
  expect(uniformity).toBeCloseTo(spread, 6);
});

test('the comparison is strict: 1 - cos = ε does not cover', () => {
  const tally = new Tally(2, [Uint8Array.of(1, 1)], [0.25, 0.5, 0.625], 0);
  tally.settle(0, 2, Float32Array.of(1, 0.5, 0.5, 1));
  expect(tally.collapse().unique).toEqual([2, 2, 1]);
});

test('refuses more ε than a word has bits', () => {
  expect(() => new Tally(1, [new Uint8Array(1)], new Array<number>(13).fill(0.1), 0)).toThrow(
    /13 epsilons in 2 covers/,
  );
});
