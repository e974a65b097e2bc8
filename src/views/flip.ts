import { toggle, type Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';

export const flipKnobs = {
  flip: toggle({
    label: 'Mirror',
    default: true,
    hint: 'Mirrors half of the views, left to right, at random.',
  }),
};

/** Mirrors the crop at `boxes[at..at+4]` with a probability of one half, by exchanging x1 and x2. */
export function drawFlip(
  values: Values<typeof flipKnobs>,
  random: Random,
  boxes: Float32Array,
  at: number,
): void {
  if (random.uniform() >= 0.5 || !values.flip) return;
  const left = boxes[at + 1];
  boxes[at + 1] = boxes[at + 3];
  boxes[at + 3] = left;
}
