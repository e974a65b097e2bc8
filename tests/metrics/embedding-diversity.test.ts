import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { uniquePrototypes } from '../../src/metrics/collapse.ts';
import { embeddingDiversity } from '../../src/metrics/embedding-diversity.ts';

/** Rows picked farthest first, written as plainly as can be. */
function farthestRows(rows: readonly (readonly number[])[], K: number): number[][] {
  const unit = rows.map((row) => {
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
  const distance = (a: readonly number[], b: readonly number[]) =>
    1 - a.reduce((sum, value, d) => sum + value * b[d], 0);
  const picked = [unit[0]];
  while (picked.length < K) {
    const least = unit.map((row) => Math.min(...picked.map((other) => distance(row, other))));
    picked.push(unit[least.indexOf(Math.max(...least))]);
  }
  return picked;
}

test('is the unique share of K farthest-point embeddings', () => {
  const [N, D, K] = [60, 3, 20];
  const epsilons = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5];
  const source = random(4);
  const rows = Array.from({ length: N }, () => Array.from({ length: D }, () => source.normal()));
  const picked = Float32Array.from(farthestRows(rows, K).flat());
  const { unique } = uniquePrototypes(picked, K, D, epsilons);
  expect(embeddingDiversity(Float32Array.from(rows.flat()), N, D, K, epsilons)).toEqual(
    unique.map((n) => n / K),
  );
});

test('four directions hold four unique prototypes, whatever K is', () => {
  const four = Float32Array.from({ length: 200 }, (_, i) => [1, 0, 0, 1, -1, 0, 0, -1][i % 8]);
  expect(embeddingDiversity(four, 100, 2, 16, [0.001, 0.5])).toEqual([0.25, 0.25]);
  expect(embeddingDiversity(four, 100, 2, 16, [0.5, 1.5])).toEqual([0.25, 2 / 16]);
});

test('is unknown when all embeddings are unique and fewer than K', () => {
  const two = Float32Array.of(1, 0, 0, 1);
  expect(embeddingDiversity(two, 2, 2, 3, [0.5])).toEqual([Number.NaN]);
  expect(embeddingDiversity(two, 2, 2, 2, [0.5])).toEqual([1]);
});
