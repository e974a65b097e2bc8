import { number } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const cropKnobs = {
  crop: number({
    label: 'Smallest crop',
    default: 0.4,
    min: 0.08,
    max: 1,
    hint: 'Smallest area share of the random crop that is scaled to full size. 1 turns cropping off.',
  }),
};

const RATIO = [3 / 4, 4 / 3] as const;
const ATTEMPTS = 10;

/**
 * Draws a random resized crop into `boxes[at..at+4]`, as y1, x1, y2, x2 in 0..1 of the image's height and width. The
 * area is uniform in least..most, the aspect ratio log-uniform in 3/4..4/3, the place uniform. If ten draws do not
 * fit, it is the whole image (torchvision's RandomResizedCrop).
 */
export function drawCrop(
  { least, most }: { readonly least: number; readonly most: number },
  random: Random,
  height: number,
  width: number,
  boxes: Float32Array,
  at: number,
): void {
  boxes.set([0, 0, 1, 1], at);
  if (least >= 1) return;
  const spread = Math.log(RATIO[1] / RATIO[0]);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = least + (most - least) * random.uniform();
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
