import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { knn } from '../../src/metrics/knn.ts';
import { official } from '../oracle/official.ts';

const oracle = official('knn');
const labelled = {
  bankLabels: Uint8Array.from(oracle.list('train_labels')),
  queryLabels: Uint8Array.from(oracle.list('test_labels')),
  classes: oracle.number('num_classes'),
  k: oracle.number('k'),
  T: oracle.number('T'),
};
const bank = Float32Array.from(oracle.list('train_features'));
const queries = Float32Array.from(oracle.list('test_features'));
const dim = bank.length / labelled.bankLabels.length;

describe('weighted k-NN', () => {
  test('equals the oracle', async () => {
    expect(100 * (await knn({ ...labelled, bank, queries, dim }))).toBeCloseTo(
      oracle.number('top1_percent'),
      9,
    );
  });

  test('does not depend on the norms of features', async () => {
    const scaled = bank.map((x, i) => x * (1 + (Math.floor(i / dim) % 5)));
    expect(await knn({ ...labelled, bank: scaled, queries, dim })).toBe(
      await knn({ ...labelled, bank, queries, dim }),
    );
  });

  test('takes known cosines, at once or as promises', async () => {
    const N = labelled.bankLabels.length;
    const similarities = async (from: number, to: number) =>
      Float32Array.from({ length: (to - from) * N }, (_, i) => {
        const q = from + Math.floor(i / N);
        const n = i % N;
        let sum = 0;
        let a = 0;
        let b = 0;
        for (let d = 0; d < dim; d++) {
          sum += bank[n * dim + d] * queries[q * dim + d];
          a += bank[n * dim + d] ** 2;
          b += queries[q * dim + d] ** 2;
        }
        return sum / Math.sqrt(a * b);
      });
    expect(100 * (await knn({ ...labelled, similarities }))).toBeCloseTo(oracle.number('top1_percent'), 9);
  });

  test('agrees with a full sort for many ties and an odd number of queries', async () => {
    const source = random(8);
    const N = 90;
    const Q = 67;
    const cosines = Float32Array.from({ length: N * Q }, () => source.below(12) / 12);
    const bankLabels = Uint8Array.from({ length: N }, () => source.below(4));
    const queryLabels = Uint8Array.from({ length: Q }, () => source.below(4));
    for (const k of [1, 7, 20, 500]) {
      let right = 0;
      for (let q = 0; q < Q; q++) {
        const row = cosines.subarray(q * N, q * N + N);
        const order = Array.from({ length: N }, (_, n) => n).sort((a, b) => row[b] - row[a] || a - b);
        const votes = [0, 0, 0, 0];
        for (const n of order.slice(0, k)) votes[bankLabels[n]] += Math.exp(row[n] / 0.07);
        if (votes.indexOf(Math.max(...votes)) === queryLabels[q]) right++;
      }
      const similarities = (from: number, to: number) => cosines.subarray(from * N, to * N);
      expect(await knn({ bankLabels, queryLabels, classes: 4, k, T: 0.07, similarities })).toBe(right / Q);
    }
  });

  test('refuses NaN features and sizes that do not match', async () => {
    const broken = bank.slice();
    broken[5 * dim] = NaN;
    await expect(knn({ ...labelled, bank: broken, queries, dim })).rejects.toThrow(/not finite/);
    await expect(knn({ ...labelled, bank, queries, dim: dim + 1 })).rejects.toThrow(/dim/);
    await expect(knn({ ...labelled, classes: 2, bank, queries, dim })).rejects.toThrow(/beyond the classes/);
    await expect(knn({ ...labelled, k: 0, bank, queries, dim })).rejects.toThrow(/k = 0/);
    await expect(knn({ ...labelled, similarities: () => new Float32Array(3) })).rejects.toThrow(/3 cosines/);
  });
});
