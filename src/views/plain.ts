import type { Images } from '../base/images.ts';

/**
 * Images from..to without augmentation, scaled to 0..1 as views are, [to - from, H, W, C]. They are not shifted:
 * convolutions pad with 0, so that a background of another value would give every image the same bright frame.
 */
export function plain(images: Images, from: number, to: number): Float32Array {
  const size = images.height * images.width * images.channels;
  const out = new Float32Array((to - from) * size);
  const start = from * size;
  for (let i = 0; i < out.length; i++) out[i] = images.pixels[start + i] / 255;
  return out;
}
