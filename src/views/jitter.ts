import { number, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const jitterKnobs = {
  brightness: number({
    label: 'Brightness jitter',
    default: 0.4,
    min: 0,
    max: 0.9,
    hint: 'Each view is made brighter or darker by a factor of up to one plus or minus this.',
  }),
  contrast: number({
    label: 'Contrast jitter',
    default: 0.4,
    min: 0,
    max: 0.9,
    hint: 'Each view is stretched or flattened around its mean by a factor of up to one plus or minus this.',
  }),
};

/** Draws a brightness and a contrast factor into `factors[at]` and `factors[at + 1]`. */
export function drawJitter(
  values: Values<typeof jitterKnobs>,
  random: Random,
  factors: Float32Array,
  at: number,
): void {
  factors[at] = 1 + values.brightness * (2 * random.uniform() - 1);
  factors[at + 1] = 1 + values.contrast * (2 * random.uniform() - 1);
}

/** Applies both factors to `size` values in 0..1 of one view from `at`: brightness first, then contrast
 *  around the view's mean, each cut to 0..1 (torchvision's ColorJitter in a fixed order). */
export function applyJitter(
  views: Float32Array,
  at: number,
  size: number,
  factors: Float32Array,
  factor: number,
): void {
  const brightness = factors[factor];
  const contrast = factors[factor + 1];
  if (brightness === 1 && contrast === 1) return;
  let sum = 0;
  for (let i = at; i < at + size; i++) {
    const value = views[i] * brightness;
    views[i] = value > 1 ? 1 : value;
    sum += views[i];
  }
  const mean = sum / size;
  for (let i = at; i < at + size; i++) {
    const value = mean + contrast * (views[i] - mean);
    views[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
}
