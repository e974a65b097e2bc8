import { expect, test } from 'vitest';
import type { Images } from '../../src/base/images.ts';
import { plain } from '../../src/views/plain.ts';

test('plain images are scaled to 0..1, from and to as asked', () => {
  const images: Images = {
    count: 3,
    height: 1,
    width: 2,
    channels: 1,
    pixels: Uint8Array.of(9, 9, 0, 255, 51, 204),
    labels: new Uint8Array(3),
    classes: 1,
  };
  const found = plain(images, 1, 3);
  [0, 1, 0.2, 0.8].forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 6);
  });
  expect(found).toHaveLength(4);
});
