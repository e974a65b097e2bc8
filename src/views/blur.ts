import { number, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const blurKnobs = {
  blur: number({
    label: 'Blur',
    default: 0,
    min: 0,
    max: 2,
    hint: 'Blurs each view by a Gaussian with a standard deviation of up to this many pixels. 0 turns blur off.',
  }),
};

/** Draws the standard deviation of a view's blur, in pixels, into `sigmas[at]`. */
export function drawBlur(
  values: Values<typeof blurKnobs>,
  random: Random,
  sigmas: Float32Array,
  at: number,
): void {
  sigmas[at] = values.blur * random.uniform();
}
