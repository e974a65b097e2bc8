import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { ImageClusters } from '../../src/metrics/image-clusters.ts';

const labels = Uint8Array.of(0, 0, 1, 1, 2, 2);

/** Mutual information in nats. */
function informationOf(a: readonly number[], b: readonly number[]): number {
  const share = (test: (i: number) => boolean) => a.filter((_, i) => test(i)).length / a.length;
  return a.reduce((sum, _, i) => {
    const both = share((j) => a[j] === a[i] && b[j] === b[i]);
    return sum + Math.log(both / (share((j) => a[j] === a[i]) * share((j) => b[j] === b[i]))) / a.length;
  }, 0);
}

function permutations(values: readonly number[]): number[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]),
  );
}

describe('clusters of images', () => {
  test('by hand: two clusters of six images', () => {
    const clusters = new ImageClusters(Int32Array.of(0, 0, 0, 2, 2, 2), labels, 4, 3);
    expect(clusters.occupied()).toBe(2 / 4);
    expect(Array.from(clusters.members())).toEqual([1, 0, 1, 0]);
    expect(clusters.perplexity()).toBeCloseTo(2 / 4, 12);
    expect(clusters.purity()).toBeCloseTo(4 / 6, 12);
  });

  test('one cluster: purity is the share of the largest class, and says nothing', () => {
    const clusters = new ImageClusters(new Int32Array(6), labels, 512, 3);
    expect(clusters.occupied()).toBe(1 / 512);
    expect(clusters.perplexity()).toBeCloseTo(1 / 512, 12);
    expect(clusters.purity()).toBeCloseTo(1 / 3, 12);
    expect(clusters.purityByChance(random(0))).toBeCloseTo(1 / 3, 12);
    expect(clusters.adjustedMutualInformation()).toBe(0);
  });

  test('the labels themselves are pure, and share all information', () => {
    const clusters = new ImageClusters(Int32Array.of(4, 4, 1, 1, 0, 0), labels, 5, 3);
    expect(clusters.purity()).toBe(1);
    expect(clusters.adjustedMutualInformation()).toBeCloseTo(1, 12);
  });

  test('a prototype for each image is pure by chance too', () => {
    const clusters = new ImageClusters(Int32Array.of(0, 1, 2, 3, 4, 5), labels, 6, 3);
    expect(clusters.purity()).toBe(1);
    expect(clusters.purityByChance(random(0))).toBe(1);
    expect(clusters.adjustedMutualInformation()).toBeCloseTo(0, 12);
  });

  test('chance is the mean over all orders of the labels', () => {
    const assigned = [0, 0, 1, 2, 2, 2];
    const found = informationOf(assigned, [...labels]);
    const orders = permutations([...labels]);
    const chance = orders.reduce((sum, order) => sum + informationOf(assigned, order), 0) / orders.length;
    const bound = (informationOf(assigned, assigned) + informationOf([...labels], [...labels])) / 2;
    const clusters = new ImageClusters(Int32Array.from(assigned), labels, 3, 3);
    expect(clusters.adjustedMutualInformation()).toBeCloseTo((found - chance) / (bound - chance), 9);
  });

  test('noise over many prototypes has a purity far above a tenth, and no information', () => {
    const source = random(5);
    const many = Uint8Array.from({ length: 4000 }, () => source.below(10));
    const noise = Int32Array.from(many, () => source.below(512));
    const clusters = new ImageClusters(noise, many, 512, 10);
    expect(clusters.purity()).toBeGreaterThan(0.25);
    expect(Math.abs(clusters.purityByChance(source) - clusters.purity())).toBeLessThan(0.01);
    expect(Math.abs(clusters.adjustedMutualInformation())).toBeLessThan(0.01);
  });

  test('refuses lists that do not match', () => {
    expect(() => new ImageClusters(new Int32Array(2), new Uint8Array(1), 1, 1)).toThrow(/2 assignments/);
    expect(() => new ImageClusters(new Int32Array(0), new Uint8Array(0), 1, 1)).toThrow(/must be an image/);
    expect(() => new ImageClusters(Int32Array.of(5), new Uint8Array(1), 5, 1)).toThrow(/prototype 5/);
    expect(() => new ImageClusters(Int32Array.of(0), Uint8Array.of(3), 5, 3)).toThrow(/label 3/);
  });
});
