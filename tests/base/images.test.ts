import { expect, test } from 'vitest';
import { firstImages, type Images } from '../../src/base/images.ts';

const images: Images = {
  count: 3,
  height: 1,
  width: 2,
  channels: 1,
  classes: 10,
  pixels: Uint8Array.of(1, 2, 3, 4, 5, 6),
  labels: Uint8Array.of(7, 8, 9),
};

test('the first images keep their pixels and labels, in the same memory', () => {
  const { count, pixels, labels } = firstImages(images, 2);
  expect(count).toBe(2);
  expect(Array.from(pixels)).toEqual([1, 2, 3, 4]);
  expect(Array.from(labels)).toEqual([7, 8]);
  expect(pixels.buffer).toBe(images.pixels.buffer);
});

test('more images than a set has are all of it', () => {
  expect(firstImages(images, 5)).toEqual(images);
});
