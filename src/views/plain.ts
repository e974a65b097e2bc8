import type { Images } from '../base/images.ts';

/** Pixels are scaled to 0..1, then shifted and scaled by these, whatever the dataset: black is -1, white 1. */
export const MEAN = 0.5;
export const SD = 0.5;

/** Images from..to without augmentation, normalised as views are: [to - from, H, W, C]. */
export function plain(images: Images, from: number, to: number): Float32Array {
  const size = images.height * images.width * images.channels;
  const out = new Float32Array((to - from) * size);
  const start = from * size;
  for (let i = 0; i < out.length; i++) out[i] = (images.pixels[start + i] / 255 - MEAN) / SD;
  return out;
}

/** Normalises values of 0..1 in place. */
export function normalise(views: Float32Array): void {
  for (let i = 0; i < views.length; i++) views[i] = (views[i] - MEAN) / SD;
}
