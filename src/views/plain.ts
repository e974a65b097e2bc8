import type { Images } from '../base/images.ts';

/** Every value of a pixel, scaled: reading it is faster than dividing. */
const SCALED = Float32Array.from({ length: 256 }, (_, value) => value / 255);

/**
 * Images from..to without augmentation, scaled to 0..1 as views are, [to - from, H, W, C]. They are not shifted:
 * convolutions pad with 0, so that a background of another value would give every image the same bright frame.
 */
export function plain(images: Images, from: number, to: number): Float32Array {
  const size = images.height * images.width * images.channels;
  const out = new Float32Array((to - from) * size);
  const start = from * size;
  for (let i = 0; i < out.length; i++) out[i] = SCALED[images.pixels[start + i]];
  return out;
}
