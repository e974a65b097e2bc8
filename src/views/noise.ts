import { number } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const noiseKnobs = {
  noise: number({
    label: 'Noise',
    default: 0.05,
    min: 0,
    max: 0.5,
    hint: 'Standard deviation of Gaussian pixel noise. Black is 0 and white is 1.',
  }),
};

/** Draws the seed of one view's noise, any 32 bits, into `seeds[at]`. */
export function drawNoise(random: Random, seeds: Int32Array, at: number): void {
  seeds[at] = random.below(4294967296);
}
