import { describe, expect, test } from 'vitest';
import { type Random, random } from '../../src/base/random.ts';

const take = (source: Random, n: number) => Array.from({ length: n }, () => source.uniform());

function correlation(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - 0.5) * (y[i] - 0.5) * 12;
  return sum / x.length;
}

describe('random', () => {
  test('repeats for the same seed and not for another', () => {
    expect(take(random(7), 50)).toEqual(take(random(7), 50));
    expect(take(random(7), 50)).not.toEqual(take(random(8), 50));
  });

  test('forks by seed and name alone, whatever was drawn before', () => {
    const fresh = random(7);
    const drawn = random(7);
    take(drawn, 13);
    drawn.normal();
    drawn.fork('init');
    expect(take(drawn.fork('views'), 50)).toEqual(take(fresh.fork('views'), 50));
  });

  test('is not disturbed by draws from a fork', () => {
    const disturbed = random(7);
    take(disturbed.fork('views'), 100);
    expect(take(disturbed, 20)).toEqual(take(random(7), 20));
  });

  test('has uncorrelated forks for other names and seeds', () => {
    const n = 20_000;
    const streams = [
      random(1),
      random(2),
      random(1).fork('views'),
      random(1).fork('init'),
      random(2).fork('views'),
      random(1).fork('views').fork('views'),
    ].map((source) => take(source, n));
    for (let i = 0; i < streams.length; i++)
      for (let j = 0; j < i; j++)
        expect(Math.abs(correlation(streams[i], streams[j]))).toBeLessThan(4 / Math.sqrt(n));
  });

  test('draws uniform, whole and normal numbers with the right distributions', () => {
    const source = random(3);
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 40_000; i++) bins[Math.floor(20 * source.uniform())]++;
    for (const bin of bins) expect(Math.abs(bin - 2000)).toBeLessThan(200);
    const seen = new Set(Array.from({ length: 500 }, () => source.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    let [mean, square, fourth] = [0, 0, 0];
    const n = 100_000;
    for (let i = 0; i < n; i++) {
      const x = source.normal();
      mean += x / n;
      square += x ** 2 / n;
      fourth += x ** 4 / n;
    }
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(square - 1)).toBeLessThan(0.02);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.12);
  });

  test('permutes: every index comes once and equally often at every place', () => {
    const source = random(9);
    const first = new Array<number>(5).fill(0);
    for (let i = 0; i < 5000; i++) {
      const order = source.permutation(5);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      first[order[0]]++;
    }
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(140);
  });
});
