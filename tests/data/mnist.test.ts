import { describe, expect, test } from 'vitest';
import { formatIdx } from '../../src/data/idx.ts';
import { mnist, partName, partNames } from '../../src/data/mnist.ts';
import { readPacked } from '../../src/node/mnist-pack.ts';

describe('MNIST', () => {
  test('the small choice is 10,000 and 2,000 images, from part 0 alone', async () => {
    const asked: string[] = [];
    const shares: number[] = [];
    const read = (name: string) => {
      asked.push(name);
      return readPacked(name);
    };
    const { train, test: held } = await mnist.load(
      read,
      { images: 'small', imbalance: 1, tested: 'part', held_out: 'test' },
      (share) => shares.push(share),
    );
    expect(asked.sort()).toEqual(
      ['test', 'train'].flatMap((set) =>
        ['images', 'labels'].map((array) => `mnist/${set}-${array}-0.idx.gz`),
      ),
    );
    expect(shares).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([train.count, held.count, train.height, train.width, train.channels, train.classes]).toEqual([
      10000, 2000, 28, 28, 1, 10,
    ]);
    expect(train.pixels).toHaveLength(10000 * 784);
    // The first labels of the published training file, and labels 0, 5, 10 ... of the test file, which starts
    // 7 2 1 0 4 1 4 9 5 9 0 6 9 0 1 5 9 7 3 4 9.
    expect(Array.from(train.labels.subarray(0, 8))).toEqual([5, 0, 4, 1, 9, 2, 1, 3]);
    expect(Array.from(held.labels.subarray(0, 5))).toEqual([7, 1, 0, 5, 9]);
    // Published mean of the training pixels: 0.1307.
    const mean = train.pixels.reduce((sum, value) => sum + value, 0) / train.pixels.length / 255;
    expect(Math.abs(mean - 0.1307)).toBeLessThan(0.002);
  });

  test('the full choice is all 70,000, and begins with the small one', async () => {
    const full = await mnist.load(readPacked, {
      images: 'full',
      imbalance: 1,
      tested: 'part',
      held_out: 'test',
    });
    const small = await mnist.load(readPacked, {
      images: 'small',
      imbalance: 1,
      tested: 'part',
      held_out: 'test',
    });
    expect([full.train.count, full.test.count]).toEqual([60000, 10000]);
    expect(Buffer.compare(full.train.pixels.subarray(0, small.train.pixels.length), small.train.pixels)).toBe(
      0,
    );
    // The published counts of each digit among the 10,000 and the 60,000.
    const held = new Array<number>(10).fill(0);
    for (const label of full.test.labels) held[label]++;
    expect(held).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    const counts = new Array<number>(10).fill(0);
    for (const label of full.train.labels) counts[label]++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  });

  test('validation images are training images that nothing trains on, and no test image is read', async () => {
    const asked = new Set<string>();
    const read = (name: string) => {
      asked.add(name);
      return readPacked(name);
    };
    const all = await mnist.load(readPacked, {
      images: 'full',
      imbalance: 1,
      tested: 'part',
      held_out: 'test',
    });
    for (const [images, trained, held] of [
      ['small', 10_000, 2_000],
      ['full', 50_000, 10_000],
    ] as const) {
      const split = await mnist.load(read, { images, imbalance: 1, tested: 'part', held_out: 'validation' });
      expect([split.train.count, split.test.count]).toEqual([trained, held]);
      const [end, size] = [trained + held, 784];
      const both = Buffer.concat([split.train.pixels, split.test.pixels]);
      expect(Buffer.compare(both, all.train.pixels.subarray(0, end * size))).toBe(0);
      expect([...split.train.labels, ...split.test.labels]).toEqual([...all.train.labels.subarray(0, end)]);
    }
    expect([...asked].filter((name) => name.includes('/test-'))).toEqual([]);
  });

  test('the small choice may be tested on all held-out images', async () => {
    const values = { images: 'small', imbalance: 1, tested: 'all' } as const;
    const full = await mnist.load(readPacked, { ...values, images: 'full', held_out: 'test' });
    const small = await mnist.load(readPacked, { ...values, held_out: 'test' });
    expect([small.train.count, small.test.count]).toEqual([10_000, 10_000]);
    expect(Buffer.compare(small.test.pixels, full.test.pixels)).toBe(0);
    const validation = await mnist.load(readPacked, { ...values, held_out: 'validation' });
    expect([validation.train.count, validation.test.count]).toEqual([10_000, 10_000]);
  });

  test('each part has a name of its own', () => {
    const names = partNames().map((part) => part.name);
    expect(new Set(names).size).toBe(22);
  });

  test('refuses labels that do not match the images, and labels that are no digit', async () => {
    const labels = (values: Uint8Array) => async (name: string) =>
      name.includes('labels') ? formatIdx([values.length], values) : readPacked(name);
    await expect(
      mnist.load(labels(new Uint8Array(3)), {
        images: 'small',
        imbalance: 1,
        tested: 'part',
        held_out: 'test',
      }),
    ).rejects.toThrow(/3 labels for/);
    await expect(
      mnist.load(
        async (name) => {
          const bytes = await readPacked(name);
          if (name === partName('test', 'labels', 0)) bytes[100] = 11;
          return bytes;
        },
        { images: 'small', imbalance: 1, tested: 'part', held_out: 'test' },
      ),
    ).rejects.toThrow(/mnist\/test-labels-0\S* has label 11/);
  });

  test('refuses images of another size', async () => {
    const read = async (name: string) =>
      name.includes('images') ? formatIdx([2, 5, 5], new Uint8Array(50)) : formatIdx([2], new Uint8Array(2));
    await expect(
      mnist.load(read, { images: 'small', imbalance: 1, tested: 'part', held_out: 'test' }),
    ).rejects.toThrow(/5 x 5.*28 x 28/);
  });

  test('a packed file of another name is refused', async () => {
    await expect(readPacked('mnist/train-images-6.idx.gz')).rejects.toThrow(/train-images-6/);
  });
});
