import { number, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const jitterKnobs = {
  brightness: number({
    label: 'Brightness jitter',
    default: 0.4,
    min: 0,
    max: 0.9,
    hint: 'Random brightness factor between 1 − x and 1 + x.',
  }),
  contrast: number({
    label: 'Contrast jitter',
    default: 0.4,
    min: 0,
    max: 0.9,
    hint: 'Random contrast factor between 1 − x and 1 + x, around the view’s mean.',
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
