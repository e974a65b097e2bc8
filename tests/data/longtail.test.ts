import { expect, test } from 'vitest';
import type { Images } from '../../src/base/images.ts';
import { longTail } from '../../src/data/longtail.ts';
import { mnist } from '../../src/data/mnist.ts';
import { readPacked } from '../../src/node/mnist-pack.ts';

/** Images of one pixel, whose value is their place in the file. */
function labelled(labels: readonly number[], classes: number): Images {
  const pixels = Uint8Array.from(labels, (_, at) => at);
  return {
    count: labels.length,
    height: 1,
    width: 1,
    channels: 1,
    pixels,
    labels: Uint8Array.from(labels),
    classes,
  };
}

function countsOf({ labels, classes }: Images): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}

const turns = (each: number, classes: number) =>
  labelled(
    Array.from({ length: each * classes }, (_, at) => at % classes),
    classes,
  );

test('classes of equal size keep n_max ratio^(-c / (C - 1)) images, down to n_max / ratio', () => {
  // 50 · 100^(-c/2), and 40 · 8^(-c/3)
  expect(countsOf(longTail(turns(50, 3), 25))).toEqual([50, 10, 2]);
  expect(countsOf(longTail(turns(40, 4), 8))).toEqual([40, 20, 10, 5]);
  // 20 · 10^(-c/4), rounded down
  expect(countsOf(longTail(turns(20, 5), 10))).toEqual([20, 11, 6, 3, 2]);
});

test('the first images of each class stay, as they are, and every beginning has the profile', () => {
  const images = turns(40, 4);
  const thin = longTail(images, 8);
  expect(thin.count).toBe(75);
  expect(thin.pixels.length).toBe(75);
  for (let c = 0; c < 4; c++) {
    const own = Array.from(thin.pixels).filter((_, i) => thin.labels[i] === c);
    expect(own).toEqual(Array.from({ length: [40, 20, 10, 5][c] }, (_, i) => 4 * i + c));
  }
  const third = countsOf({ ...thin, labels: thin.labels.subarray(0, 25) });
  [40, 20, 10, 5].forEach((all, c) => {
    expect(Math.abs(third[c] - all / 3)).toBeLessThan(1);
  });
});

test('classes of different sizes get the largest profile that all of them can follow', () => {
  const labels = [...Array(10).fill(0), ...Array(40).fill(1), ...Array(3).fill(2)] as number[];
  // class 0 allows 10, class 1 40 · 2, class 2 3 · 4
  expect(countsOf(longTail(labelled(labels, 3), 4))).toEqual([10, 5, 2]);
  // now class 2 allows 3 · 2 only
  expect(countsOf(longTail(labelled(labels, 3), 2))).toEqual([6, 4, 3]);
});

test('a ratio of 1 changes nothing, a class keeps at least one image, and a class without any is refused', () => {
  const images = turns(5, 3);
  expect(longTail(images, 1)).toBe(images);
  expect(countsOf(longTail(images, 1000))).toEqual([5, 1, 1]);
  expect(() => longTail(labelled([0, 0, 2, 2], 3), 10)).toThrow(/Class 1 has no training image/);
});

test('MNIST at an imbalance of 100 starts from the 1,001 zeros of its first 10,000 images; its test images are all there', async () => {
  const { train, test: held } = await mnist.load(readPacked, {
    images: 'small',
    tested: 'part',
    imbalance: 100,
    held_out: 'test',
  });
  expect(countsOf(train)).toEqual([1001, 600, 359, 215, 129, 77, 46, 27, 16, 10]);
  expect(train.pixels.length).toBe(train.count * 784);
  expect(held.count).toBe(2000);
});
