import { number, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const cropKnobs = {
  crop: number({
    label: 'Smallest crop',
    default: 0.4,
    min: 0.08,
    max: 1,
    hint: 'Each view is a random crop of at least this share of the image area, scaled back to full size; 1 turns cropping off.',
  }),
};

const RATIO = [3 / 4, 4 / 3] as const;
const ATTEMPTS = 10;

/**
 * Draws a random resized crop into `boxes[at..at+4]` as y1, x1, y2, x2 in 0..1 of the image's height and
 * width: area uniform in crop..1, aspect ratio log-uniform in 3/4..4/3, place uniform; the whole image when
 * ten draws do not fit (torchvision's RandomResizedCrop).
 */
export function drawCrop(
  values: Values<typeof cropKnobs>,
  random: Random,
  height: number,
  width: number,
  boxes: Float32Array,
  at: number,
): void {
  boxes.set([0, 0, 1, 1], at);
  if (values.crop >= 1) return;
  const spread = Math.log(RATIO[1] / RATIO[0]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = values.crop + (1 - values.crop) * random.uniform();
    const ratio = RATIO[0] * Math.exp(spread * random.uniform());
    const h = Math.sqrt((area * width) / (ratio * height));
    const w = Math.sqrt((area * ratio * height) / width);
    if (h > 1 || w > 1) continue;
    const y = (1 - h) * random.uniform();
    const x = (1 - w) * random.uniform();
    boxes.set([y, x, y + h, x + w], at);
    return;
  }
}

/**
 * Samples the box of one image into a view of the same size, bilinear, with corner pixels on the box's
 * corners (the rule of tf.image.cropAndResize, so that a box of x1 > x2 is a mirrored view and a GPU kernel
 * can take over). `pixels` is [H, W, C] bytes from `from`; `out` gets [H, W, C] in 0..1 from `to`.
 */
export function sampleBox(
  pixels: Uint8Array,
  from: number,
  height: number,
  width: number,
  channels: number,
  boxes: Float32Array,
  box: number,
  out: Float32Array,
  to: number,
): void {
  const y1 = boxes[box] * (height - 1);
  const x1 = boxes[box + 1] * (width - 1);
  const dy = height > 1 ? (boxes[box + 2] * (height - 1) - y1) / (height - 1) : 0;
  const dx = width > 1 ? (boxes[box + 3] * (width - 1) - x1) / (width - 1) : 0;
  for (let row = 0; row < height; row++) {
    const y = y1 + row * dy;
    const top = Math.max(0, Math.min(height - 2, Math.floor(y)));
    const down = y - top;
    const upper = from + top * width * channels;
    const lower = height > 1 ? upper + width * channels : upper;
    for (let column = 0; column < width; column++) {
      const x = x1 + column * dx;
      const left = Math.max(0, Math.min(width - 2, Math.floor(x)));
      const across = x - left;
      const near = left * channels;
      const far = width > 1 ? near + channels : near;
      for (let c = 0; c < channels; c++) {
        const a = pixels[upper + near + c];
        const b = pixels[lower + near + c];
        const above = a + across * (pixels[upper + far + c] - a);
        const below = b + across * (pixels[lower + far + c] - b);
        out[to++] = (above + down * (below - above)) / 255;
      }
    }
  }
}
